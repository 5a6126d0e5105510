/// Queries with more columns than a stream table can have.
#pragma once

#include "pg/boundary/error.hpp"

#include <string>
#include <utility>

namespace pgt::ext {

/// Throws `user_error` 54011 that says what to do if the server has refused a table or a statement for its number of columns.
void refuse_if_too_wide(const pg::error& failed, const std::string& table);

/// Runs what makes the stream table that is called `table` on behalf of its users; throws as that does, and as `refuse_if_too_wide`.
template <class Work> decltype(auto) with_advice_on_width(const std::string& table, Work work) {
    try {
        return work();
    } catch (const pg::error& failed) {
        refuse_if_too_wide(failed, table);
        throw;
    }
}

} // namespace pgt::ext
