/// Limits that the author of a stream table sets at its creation: it does not come into being unless it is expected to keep them.
#pragma once

#include "definition/definition.hpp"
#include "definition/recipe.hpp"

#include <optional>
#include <string>

namespace pgt::ext {

/// None: no limit.
struct strict_limits {
    std::optional<refresh_mode> mode;       ///< the one that has to result
    std::optional<double> full_cost;        ///< of computing all rows, in units of the planner
    std::optional<double> change_cost;      ///< of applying one changed row of any source, likewise
    std::optional<double> rows;             ///< of the stream table
    std::optional<double> state_rows;       ///< of all its states together, as far as that is known
    std::optional<double> captured_columns; ///< that are written again for a changed row of any source
};

/// Reads a JSON object. Throws `user_error` 22023 for an unknown limit, and for a value that is no limit.
[[nodiscard]] strict_limits parse_limits(const std::string& json);

/// Throws `user_error` 54000 with the figure and the limit, for the first limit that is exceeded. Called in an `owner_scope` while the states
/// of the recipe exist.
void check_limits(const strict_limits& limits, const recipe& how, const definition& kept);

} // namespace pgt::ext
