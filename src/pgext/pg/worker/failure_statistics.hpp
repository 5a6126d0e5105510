/// Cumulative statistics of the server: refreshes that failed in sessions, whose transactions left nothing in the catalog.
#pragma once

#include "pg/value/value.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace pgt::pg {

/// Of one stream table.
struct session_failures {
    std::int64_t count = 0;
    moment last{};        ///< when the last of them failed
    std::string sqlstate; ///< of that one
    std::string message;  ///< of that one, shortened; it may quote rows
};

/// Has the server keep these statistics; while it loads the module at its start. If another module uses their number, there are none.
void define_failure_statistics();

/// Counts a refresh that fails in this session; at once, whatever becomes of the transaction. To be called where the error is handled.
void count_session_failure(oid stream_table, const std::string& sqlstate, const std::string& message);

/// Nothing if there are none.
[[nodiscard]] std::optional<session_failures> find_session_failures(oid stream_table);

/// At the end of this transaction, if it commits.
void forget_session_failures(oid stream_table);

} // namespace pgt::pg
