/// `require<condition, Sentence>()`: a `static_assert` whose sentence is put together from names and types.
#pragma once

#include <dbsp/detail/text.hpp>

#include <string>
#include <string_view>

namespace dbsp::detail {

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wc++26-extensions" // a message that is not a literal: both compilers have it
/// Fails to compile with `Sentence::text()` unless `Holds`.
template <bool Holds, class Sentence> consteval void require() {
    // Only then: the sentence names types, and the name of a big circuit's type takes long to put together.
    if constexpr (!Holds) { static_assert(Holds, Sentence::text()); }
}
#pragma GCC diagnostic pop

constexpr std::string quoted(std::string_view name) { return '"' + text_of(name) + '"'; }

/// The quoted names, with commas between them.
template <class Names> constexpr std::string listed(const Names& names) {
    std::string text;
    for (const std::string_view name : names) { text += (text.empty() ? "" : ", ") + quoted(name); }
    return text.empty() ? "none" : text;
}

} // namespace dbsp::detail
