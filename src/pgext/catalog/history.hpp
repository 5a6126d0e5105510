/// What a refresh leaves behind in the catalog.
#pragma once

#include "catalog/stream_table.hpp"
#include "pg/value/value.hpp"

#include <pgt/schedule/initiator.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pgt::ext {

enum class refresh_action : std::uint8_t { full, differential, reinitialize };
using schedule::initiator;

/// A completed refresh.
struct refresh_record {
    std::int64_t generation = 0; ///< of the table, when the refresh began
    refresh_action action = refresh_action::full;
    initiator by = initiator::manual;
    pg::moment started{};
    pg::moment data{}; ///< when the snapshot was taken: what the contents are of
    std::int64_t inserted = 0;
    std::int64_t updated = 0;
    std::int64_t deleted = 0;
    std::optional<std::int64_t> changes; ///< of sources that were applied; none for a full one
    bool was_fallback = false;           ///< of a differential table, in full
    std::string reason;
    double read_ms = 0;
    double plan_ms = 0;
    double apply_ms = 0;
    ext::frontier frontier; ///< what it has applied
    std::optional<double> full_ms;
    std::optional<std::int64_t> full_blocks;
    std::optional<double> delta_ms_per_row;
};

[[nodiscard]] std::string_view name_of(refresh_action action);
[[nodiscard]] std::string_view name_of(initiator by);

/// Adds a row to the history and updates that of the table: it is populated and active. A re-initialisation that was
/// requested is done, unless it was requested once more meanwhile.
void record_refresh(std::int64_t id, const refresh_record& done);

/// When the snapshot was taken that the contents of a populated table are of.
[[nodiscard]] pg::moment moment_of_contents(std::int64_t id);

} // namespace pgt::ext
