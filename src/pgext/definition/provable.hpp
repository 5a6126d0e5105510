/// `provable`: a recipe whose statements the server plans.
#pragma once

#include "catalog/stream_table.hpp"
#include "definition/definition.hpp"
#include "definition/recipe.hpp"

#include <functional>
#include <string>

namespace pgt::ext {

/// Whether an error says that a statement cannot be run at all, whatever the data.
[[nodiscard]] bool refuses_statement(const std::string& sqlstate);

/// The result of `make`. If the server refuses a statement meanwhile, that is undone and thrown as `user_error` 0A000 with the
/// reason.
recipe with_reasons(const std::function<recipe()>& make);

/// The recipe, if the server plans its statements on the storage of `table`, which exists; else, if the mode was to be chosen, the one
/// for mode FULL. Called in an `owner_scope`. Throws `user_error` 0A000 otherwise.
[[nodiscard]] recipe provable(recipe how, const stream_table& table, const definition& from);

} // namespace pgt::ext
