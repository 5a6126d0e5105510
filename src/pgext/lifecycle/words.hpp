/// Arguments that are one of several words.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace pgt::ext {

/// Whether a text is a word in lower case, whatever its own case.
[[nodiscard]] bool is_word(std::string_view text, std::string_view word);

/// The place of the word that a text is. Throws `user_error` 22023 for any other text; `what` is the argument's name.
[[nodiscard]] std::size_t place_among(std::span<const std::string_view> words, std::string_view text,
                                      std::string_view what);

} // namespace pgt::ext
