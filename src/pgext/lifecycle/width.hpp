/// Queries with more columns than a stream table can have.
#pragma once

#include "pg/boundary/error.hpp"

#include <cstddef>
#include <string>

namespace pgt::ext {

/// A query with so many columns, for the stream table of this name.
struct wide_query {
    std::string table;
    std::size_t columns = 0;
};

/// Throws `user_error` 54011 that says what to do if the server has refused a table or a statement because the query is wide. The server has the
/// same code for other limits, as that of an index, which a narrow query can exceed, too.
void refuse_if_too_wide(const pg::error& failed, const wide_query& query);

/// Runs what gives a stream table its query; throws as that does, and as `refuse_if_too_wide`.
template <class Work> void with_advice_on_width(const wide_query& query, Work work) {
    try {
        work();
    } catch (const pg::error& failed) {
        refuse_if_too_wide(failed, query);
        throw;
    }
}

} // namespace pgt::ext
