/// `derivations`: what a new plan stores, computed from what another plan has stored, without a look at the sources.
#pragma once

#include <pgt/expr/expression.hpp>
#include <pgt/stage/maintenance_plan.hpp>

#include <cstddef>
#include <optional>
#include <vector>

namespace pgt::stage {

/// The rows of a stage, by those of a stage of the plan before.
struct derivation {
    std::size_t from = 0;               ///< that stage
    std::vector<expression> columns;    ///< one for each stored column, over the stored columns of `from`
    std::vector<expression> conditions; ///< which rows of `from` these are: those for which all are true
    bool same_ids = false;              ///< each row is found by the id that it has there
    bool same_columns = false;          ///< each column is one that is stored there, with this type
};

/// One for each stage of `now`; none where some stage cannot be computed so, or where changes that `before` has not applied yet might lack columns.
/// What they give is what the stages of `now` give: tests/regress/sql/alter_query_random.sql.
[[nodiscard]] std::optional<std::vector<derivation>> derivations(const maintenance_plan& now,
                                                                 const maintenance_plan& before);

} // namespace pgt::stage
