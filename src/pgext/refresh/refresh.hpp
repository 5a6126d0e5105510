/// Refreshing stream tables.
#pragma once

#include "catalog/history.hpp"
#include "catalog/stream_table.hpp"

#include <optional>
#include <string>

namespace pgt::ext {

/// Puts the first contents into a stream table that is empty. Its sources have to be captured already.
void fill_stream_table(const stream_table& table, initiator by);

/// Sets a stream table up anew and computes its contents again, if it has any.
void reinitialise_stream_table(const stream_table& table, const std::string& reason,
                               initiator by = initiator::manual);

/// Brings the table that `written` names up to date, in its own mode or in `forced`. While another session is at it, says
/// so and does nothing. Throws `user_error`: 42501 without the right to MAINTAIN the table, 22023 if it is suspended or
/// the mode is impossible.
void refresh_stream_table(const std::string& written, std::optional<refresh_mode> forced);

/// The same for the scheduler, of a table that `try_lock_for_refresh` has locked; says whether there was anything to do.
bool refresh_for_scheduler(const stream_table& locked);

} // namespace pgt::ext
