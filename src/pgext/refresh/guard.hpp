/// What keeps refreshes apart within one session.
#pragma once

#include "catalog/stream_table.hpp"
#include "definition/prepared.hpp"

namespace pgt::ext {

/// While one lives, this session is refreshing the table, and cannot begin again: a trigger on the stream table, or a function in its
/// query, may call for that.
class refresh_guard {
  public:
    /// Throws `user_error` 55006 if the session is refreshing the table already.
    explicit refresh_guard(const stream_table& table);
    refresh_guard(const refresh_guard&) = delete;
    refresh_guard& operator=(const refresh_guard&) = delete;
    ~refresh_guard();
};

/// Whether this session is refreshing any table.
[[nodiscard]] bool is_refreshing() noexcept;

/// Throws `user_error` 55006 if a statement of this session is changing a source and has not been captured yet: what it has changed
/// so far would be applied twice.
void check_not_changing(const stream_table& table, const prepared_table& prepared);

} // namespace pgt::ext
