/// The conditions under which the scheduler refreshes stream tables: gates of sources, and groups of sources whose watermarks have to agree.
#pragma once

#include "pg/access/snapshot.hpp"
#include "pg/query/spi.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pgt::ext {

/// A condition of one stream table.
struct refresh_condition {
    std::int64_t table = 0;
    std::vector<pg::oid> sources;      ///< of a watermark group
    std::optional<std::string> group;  ///< its name; none: a gate
    std::optional<std::string> reason; ///< why the condition is not met; none: it is
};

/// All of them, as of now.
[[nodiscard]] std::vector<refresh_condition> all_conditions(const pg::spi& session);

/// Why a stream table has to wait, in the state that `seen` sees; nothing: it need not.
[[nodiscard]] std::optional<std::string> reason_to_wait(std::int64_t table, const pg::snapshot& seen);

/// Adds a row to the history: the scheduler has not refreshed a stream table that was due.
void record_wait(std::int64_t table, const std::string& reason);

/// Opens or closes the gate of a source. Returns false if it was that way already.
[[nodiscard]] bool set_gate(pg::oid source, bool gated, const std::string& by);

/// Forgets what is said of relations that are gone. A group of which fewer than two are left goes with them: returns the names of those groups.
std::vector<std::string> forget_conditions_of(const std::vector<pg::oid>& gone);

} // namespace pgt::ext
