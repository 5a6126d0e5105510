/// `text_of`, `copy_text`: copies of text in constant expressions.
#pragma once

#include <string>
#include <string_view>

namespace dbsp::detail {

/// Copies `from` to where `to` points, character by character.  Of a column name, which is part of a type, GCC can't copy a block
/// in a constant expression once its undefined behaviour sanitizer has added checks to that.
constexpr void copy_text(std::string_view from, char* to) {
    for (char const c : from) { *to++ = c; }
}

/// `from` as a string, copied so.
constexpr std::string text_of(std::string_view from) {
    std::string text;
    for (char const c : from) { text.push_back(c); }
    return text;
}

} // namespace dbsp::detail
