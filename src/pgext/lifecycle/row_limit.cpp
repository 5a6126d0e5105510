#include "lifecycle/row_limit.hpp"

#include <pgt/error.hpp>

#include <format>
#include <string>

namespace pgt::ext {

std::int64_t require_max_rows(std::optional<std::int64_t> max_rows, std::int64_t least,
                              std::string_view meaning) {
    if (max_rows && *max_rows >= least) { return *max_rows; }
    const std::string given = max_rows ? std::to_string(*max_rows) : "NULL";
    throw user_error(sqlstate::invalid_parameter_value, std::format("max_rows must not be {}", given))
        .detail(std::string(meaning))
        .hint(std::format("Pass {} or more.", least));
}

} // namespace pgt::ext
