#include "schedule/text.hpp"

#include <cctype>
#include <charconv>
#include <system_error>

namespace pgt::schedule {

std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

std::optional<std::int64_t> number(std::string_view digits) {
    std::int64_t result = 0;
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), result);
    if (failed != std::errc() || end != digits.data() + digits.size()) { return std::nullopt; }
    return result;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (std::size_t start = 0; start <= text.size();) {
        const std::size_t end = std::min(text.find(separator, start), text.size());
        parts.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    return parts;
}

std::vector<std::string_view> words(std::string_view text) {
    std::vector<std::string_view> result;
    for (take(text, is_blank); !text.empty(); take(text, is_blank)) {
        result.push_back(take(text, [](char c) { return !is_blank(c); }));
    }
    return result;
}

std::string_view trimmed(std::string_view text) {
    take(text, is_blank);
    while (!text.empty() && is_blank(text.back())) { text.remove_suffix(1); }
    return text;
}

} // namespace pgt::schedule
