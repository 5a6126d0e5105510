/// Another query for a stream table.
#pragma once

#include "catalog/history.hpp"
#include "catalog/stream_table.hpp"
#include "lifecycle/strict.hpp"
#include "pg/query/analysis.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pgt::ext {

/// Analyses a query for a table as `checked_query` does, with the rights of the table's owner.
[[nodiscard]] pg::analysed_query query_for(const stream_table& table, const std::string& text);

/// Whether the table has this query already, however it was written.
[[nodiscard]] bool has_query(const stream_table& table, const pg::analysed_query& query);

/// What is demanded of a query.
struct query_demands {
    bool is_sliding_window = false; ///< as `check_sliding_window` demands
    std::optional<strict_limits> limits = {};
};

/// Gives the table the query, and the columns that this has. What is stored is computed again if it may differ. `table` has the settings of its
/// row in the catalog. Called with the table locked and a `refresh_guard` held. Throws `user_error`: 2BP01 if objects depend on columns that
/// the query has not, 3F000 if the table would read itself, and what creating it with this query would throw. An error undoes all of it with the statement.
void redefine(stream_table table, const pg::analysed_query& query, const query_demands& demands,
              initiator by);

/// The query of a table, as text that means the same whatever the search path is.
struct kept_query {
    std::string canonical;
    std::string original;             ///< as its author wrote it
    std::vector<pg::oid> own_indexes; ///< those that refreshes needed, once it was dropped
};
[[nodiscard]] kept_query take_query(const stream_table& table);

/// Sets the query of a table aside, so that what it reads can be altered: until `restore_query` in the same transaction the table has none.
/// Gives the indexes that refreshes needed.
[[nodiscard]] std::vector<pg::oid> drop_query(const stream_table& table);

/// Gives the query back, under the settings that the table has; all that is stored is computed again. Called with the table locked and a
/// `refresh_guard` held. Throws as `redefine`.
void restore_query(stream_table table, const kept_query& query);

} // namespace pgt::ext
