/// `provable`: a recipe whose statements the server plans.
#pragma once

#include "catalog/stream_table.hpp"
#include "definition/definition.hpp"
#include "definition/recipe.hpp"

#include <functional>
#include <string>

namespace pgt::ext {

/// Whether an error says that a statement can't be run at all, whatever the data.
[[nodiscard]] bool refuses_statement(const std::string& sqlstate);

/// What `make` returns. Throws `user_error` 0A000 with the reason if the server refuses a statement meanwhile; nothing
/// else is left of that.
recipe with_reasons(const std::function<recipe()>& make);

/// The recipe, if the server plans the statements that it consists of, under the `owner_scope` of `table`, whose storage
/// there is already; else, if the mode was to be chosen, that for mode FULL. Throws `user_error` 0A000 otherwise.
[[nodiscard]] recipe provable(recipe how, const stream_table& table, const definition& from);

} // namespace pgt::ext
