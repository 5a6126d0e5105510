#include "lifecycle/words.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <cctype>
#include <format>
#include <string>

namespace pgt::ext {
namespace {

/// "a, b or c".
std::string any_of(std::span<const std::string_view> words) {
    std::string all(words.front());
    for (const std::string_view word : words.subspan(1)) {
        all += std::format("{}{}", word == words.back() ? " or " : ", ", word);
    }
    return all;
}

} // namespace

bool is_word(std::string_view text, std::string_view word) {
    return std::ranges::equal(word, text, {}, {}, [](unsigned char c) { return std::tolower(c); });
}

std::size_t place_among(std::span<const std::string_view> words, std::string_view text,
                        std::string_view what) {
    const auto found =
        std::ranges::find_if(words, [text](std::string_view word) { return is_word(text, word); });
    if (found != words.end()) { return static_cast<std::size_t>(found - words.begin()); }
    throw user_error(sqlstate::invalid_parameter_value, std::format("invalid {} \"{}\"", what, text))
        .hint(std::format("Use {}.", any_of(words)));
}

} // namespace pgt::ext
