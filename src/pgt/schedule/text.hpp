/// Pieces of text, for the parsers of schedules.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pgt::schedule {

[[nodiscard]] inline bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
[[nodiscard]] inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

[[nodiscard]] std::string lower(std::string_view text);

/// The longest start of `rest` whose letters are all `wanted`, which is taken off it.
template <class Wanted> std::string_view take(std::string_view& rest, Wanted wanted) {
    const auto length = static_cast<std::size_t>(std::ranges::find_if_not(rest, wanted) - rest.begin());
    const std::string_view taken = rest.substr(0, length);
    rest.remove_prefix(length);
    return taken;
}

/// Nothing unless all of `digits` are.
[[nodiscard]] std::optional<std::int64_t> number(std::string_view digits);
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
/// What stands between blanks.
[[nodiscard]] std::vector<std::string_view> words(std::string_view text);
[[nodiscard]] std::string_view trimmed(std::string_view text);

} // namespace pgt::schedule
