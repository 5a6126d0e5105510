/// What keeps refreshes apart within one session.
#pragma once

#include "catalog/stream_table.hpp"
#include "definition/prepared.hpp"

namespace pgt::ext {

/// As long as it lives, this session is refreshing the table, and does not begin again: a trigger on the stream table, or a
/// function in its query, might ask for that.
class refresh_guard {
  public:
    /// Throws `user_error` 55006 if it is at it already.
    explicit refresh_guard(const stream_table& table);
    refresh_guard(const refresh_guard&) = delete;
    refresh_guard& operator=(const refresh_guard&) = delete;
    ~refresh_guard();
};

/// Throws `user_error` 55006 if a statement of this session is changing a source whose capture is still to come: what it has
/// changed so far would be taken in twice.
void check_not_changing(const stream_table& table, const prepared_table& how);

} // namespace pgt::ext
