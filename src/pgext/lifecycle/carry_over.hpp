/// What a stream table that gets another query keeps of what it has stored.
#pragma once

#include "catalog/history.hpp"
#include "catalog/stream_table.hpp"
#include "definition/recipe.hpp"
#include "lifecycle/layout.hpp"
#include "pg/query/same_query.hpp"

#include <pgt/stage/derivation.hpp>

#include <optional>
#include <vector>

namespace pgt::ext {

/// Whether the changes of all sources reach a table with this recipe, which is not one for mode FULL.
[[nodiscard]] bool is_followed(const recipe& how);

/// The recipe by which the contents of a table are what they are, if they follow from it and from the changes that are captured; none of a
/// table whose contents do not come from its own query alone, or have to be computed again. They are brought up to date first. Called in an
/// `owner_scope`, with the table locked and a `refresh_guard` held, while the table has its query.
[[nodiscard]] std::optional<recipe> recipe_of_contents(const stream_table& table, initiator by);

/// How the contents of a table with another query follow from those that it has.
struct carried_rows {
    recipe before;
    std::vector<stage::derivation> how;    ///< of each stage of the new plan
    std::optional<layout_change> in_place; ///< if all columns are there already: how they are renamed
};

/// What becomes of columns that do not stay where they are.
struct other_columns {
    std::vector<pg::renamed_column> renamed; ///< columns of the query under other names
    std::vector<pg::oid> own_indexes;        ///< those that refreshes needed
    layout_change change;                    ///< of which the dependents have been looked at
};

/// None if something has to be read from the sources. `table` has its new definition, and still the columns and states of `before`.
[[nodiscard]] std::optional<carried_rows> rows_to_carry(const stream_table& table, recipe before,
                                                        const recipe& now, const other_columns& columns);

/// Makes states and contents out of what is stored. `changed` has the new definition in the catalog, `change` are its columns where they cannot
/// stay. Which changes of the sources have been applied stays what it is.
void carry_over(const stream_table& changed, const carried_rows& rows, const recipe& now,
                const layout_change& change, initiator by);

} // namespace pgt::ext
