/// The columns of the table that holds a stream table, and how they change with its query or its plan.
#pragma once

#include "catalog/stream_table.hpp"
#include "pg/query/delta_store.hpp"
#include "pg/query/same_query.hpp"

#include <pgt/bind/catalog.hpp>
#include <pgt/lower/plan.hpp>
#include <pgt/sql/text.hpp>

#include <optional>
#include <string>
#include <vector>

namespace pgt::ext {

/// `name type`, and the collation unless it is the type's own.
[[nodiscard]] sql::text declaration(const bind::column_info& column);
/// Of a column whose values only pg_trickle writes: of a domain, what it is a domain of.
[[nodiscard]] sql::text state_declaration(const bind::column_info& column);
[[nodiscard]] sql::text declaration(const lower::hidden_column& column);
[[nodiscard]] sql::text row_id_declaration();

/// What happens to the columns of a table.
struct layout_change {
    std::vector<pg::renamed_column> renamed;
    std::vector<std::string> dropped;
    std::vector<std::string> retyped; ///< those of the dropped ones that are added again, with another type
    std::vector<sql::text> added;     ///< their declarations
    std::vector<std::string> hidden;  ///< those of the renamed ones that users do not see any more

    /// Whether all columns that are asked for are there, by their names.
    [[nodiscard]] bool drops_only() const { return renamed.empty() && added.empty(); }
    [[nodiscard]] bool none() const { return renamed.empty() && dropped.empty() && added.empty(); }
    /// Whether contents stay what they are.
    [[nodiscard]] bool renames_only() const { return dropped.empty() && added.empty(); }
};

/// From what the table has to what its definition and a plan of that ask for; `renamed` are columns of the definition that the table has under
/// other names. Columns that both have are kept.
[[nodiscard]] layout_change layout_change_of(const stream_table& table, const lower::plan& plan,
                                             const std::vector<pg::renamed_column>& renamed);
/// The same where each stored column, in the order of `stored_columns`, has the values of one that the table has, named in `origins`; none
/// where that takes more than renaming hidden columns and those in `renamed`, and dropping others.
[[nodiscard]] std::optional<layout_change> renaming_change(const stream_table& table, const lower::plan& plan,
                                                           const std::vector<pg::renamed_column>& renamed,
                                                           const std::vector<std::string>& origins);
/// The same of hidden columns alone.
[[nodiscard]] layout_change hidden_change_of(const stream_table& table, const lower::plan& plan);

/// Alters the table, as its owner, who must be the current user. Waits until no transaction reads it, unless nothing changes. Columns may
/// exchange their names.
void change_columns(pg::oid table, const layout_change& change);

/// All columns that the table of a definition and a plan stores, in the order in which they are computed.
[[nodiscard]] std::vector<pg::delta_column> stored_columns(const stream_table& table,
                                                           const lower::plan& plan);

} // namespace pgt::ext
