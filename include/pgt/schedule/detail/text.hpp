/// Pieces of text, for the parsers of schedules.
#pragma once

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pgt::schedule::detail {

inline bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

inline std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

/// The longest start of `rest` whose letters are all `wanted`, which is taken off it.
template <class Wanted> std::string_view take(std::string_view& rest, Wanted wanted) {
    const auto length = static_cast<std::size_t>(std::ranges::find_if_not(rest, wanted) - rest.begin());
    const std::string_view taken = rest.substr(0, length);
    rest.remove_prefix(length);
    return taken;
}

/// Nothing unless all of `digits` are.
inline std::optional<std::int64_t> number(std::string_view digits) {
    std::int64_t result = 0;
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), result);
    if (failed != std::errc() || end != digits.data() + digits.size()) { return std::nullopt; }
    return result;
}

inline std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (std::size_t start = 0; start <= text.size();) {
        const std::size_t end = std::min(text.find(separator, start), text.size());
        parts.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    return parts;
}

/// What stands between blanks.
inline std::vector<std::string_view> words(std::string_view text) {
    std::vector<std::string_view> result;
    for (take(text, is_blank); !text.empty(); take(text, is_blank)) {
        result.push_back(take(text, [](char c) { return !is_blank(c); }));
    }
    return result;
}

inline std::string_view trimmed(std::string_view text) {
    take(text, is_blank);
    while (!text.empty() && is_blank(text.back())) { text.remove_suffix(1); }
    return text;
}

} // namespace pgt::schedule::detail
