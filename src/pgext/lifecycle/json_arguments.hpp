/// JSON objects that stand for arguments.
#pragma once

#include "pg/value/value.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pgt::ext {

struct json_member {
    std::string name;
    std::string form;                ///< of its value: string, number, boolean, null, array or object
    std::optional<std::string> text; ///< of its value; nothing: null
};

/// The members of an object in the order of their names. Throws `user_error` 22023 for any other JSON; `what` is its name in messages.
[[nodiscard]] std::vector<json_member> members_of(const pg::json& object, const std::string& what);

/// The same of a text, which may name a member twice: throws `user_error` 22023 then, too.
[[nodiscard]] std::vector<json_member> members_of_text(const std::string& object, const std::string& what);

/// The elements of an array. Throws as `members_of`.
[[nodiscard]] std::vector<pg::json> elements_of(const pg::json& array, const std::string& what);

} // namespace pgt::ext
