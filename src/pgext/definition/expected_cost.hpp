/// What the planner of the server expects the upkeep of a stream table to cost, before it is filled.
#pragma once

#include "definition/definition.hpp"
#include "definition/prepared.hpp"
#include "definition/recipe.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace pgt::ext {

/// What the planner expects of a statement.
struct expectation {
    double cost = 0;
    double rows = 0;
};

/// Of computing all rows.
[[nodiscard]] expectation expect_contents(const definition& kept);

/// How many rows a state will have; not known, before that is filled, of one that is computed from another one.
[[nodiscard]] std::optional<double> expected_rows(const recipe& how, std::size_t state);

/// What a changed row of one source costs in all stages. The tables are empty yet, which the planner takes for small. Called in an
/// `owner_scope`, while the states of the recipe exist.
class cost_of_changes {
  public:
    explicit cost_of_changes(const recipe& how);

    [[nodiscard]] double of(std::size_t source) const;

  private:
    [[nodiscard]] double of_stage(std::size_t stage, const lower::source_set& changed) const;

    const recipe& how_;
    std::vector<prepared_source> relations_; ///< and states, and what comes and goes by the clock
};

} // namespace pgt::ext
