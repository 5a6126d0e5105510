/// How many rows a caller asks for.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace pgt::ext {

inline constexpr std::string_view rows_to_show = "It is the largest number of rows to show.";

/// `max_rows`. Throws `user_error` 22023 if it is NULL or less than `least`; `meaning` says what it is.
std::int64_t require_max_rows(std::optional<std::int64_t> max_rows, std::int64_t least,
                              std::string_view meaning = rows_to_show);

} // namespace pgt::ext
