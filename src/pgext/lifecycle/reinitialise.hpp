/// Re-initialisation: a stream table whose query has come to mean something else, or whose capture was broken, is set up again.
#pragma once

#include "catalog/history.hpp"
#include "catalog/stream_table.hpp"

#include <string>

namespace pgt::ext {

/// Analyses the query again, captures what it reads now, gives the table the hidden columns and indexes that its plan needs now,
/// and, if the table is populated, replaces its contents; `reason` is what the history says. Called with the table locked and a
/// `refresh_guard` held. Throws `user_error` if the query cannot be maintained any more in the mode that was asked for.
void reinitialise(const stream_table& table, const std::string& reason, initiator by);

} // namespace pgt::ext
