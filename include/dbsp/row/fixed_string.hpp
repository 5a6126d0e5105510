/// A string that may be a template argument: how column names become part of a type.
#pragma once

#include <dbsp/detail/text.hpp>

#include <compare>
#include <cstddef>
#include <string_view>

namespace dbsp {

/// Exactly `Size` characters, kept in the object and followed by a NUL.  Structural, so `col<"amount">`
/// works; ordered and compared as text, across sizes.  Laws: `view()` gives back the literal; `(a +
/// b).view()` is `a.view()` followed by `b.view()`.
template <std::size_t Size> struct fixed_string {
    char text[Size + 1]{}; // public, because only then the type is structural

    constexpr fixed_string() = default;
    constexpr fixed_string(const char (&literal)[Size + 1]) { detail::copy_text({literal, Size}, text); }

    [[nodiscard]] static constexpr std::size_t size() { return Size; }
    [[nodiscard]] constexpr std::string_view view() const { return {text, Size}; }
    constexpr operator std::string_view() const { return view(); }
};

template <std::size_t Extent> fixed_string(const char (&)[Extent]) -> fixed_string<Extent - 1>;

template <std::size_t A, std::size_t B>
constexpr bool operator==(const fixed_string<A>& a, const fixed_string<B>& b) {
    return a.view() == b.view();
}
template <std::size_t A, std::size_t B>
constexpr std::strong_ordering operator<=>(const fixed_string<A>& a, const fixed_string<B>& b) {
    return a.view() <=> b.view();
}
template <std::size_t A> constexpr bool operator==(const fixed_string<A>& a, std::string_view b) {
    return a.view() == b;
}
template <std::size_t A>
constexpr std::strong_ordering operator<=>(const fixed_string<A>& a, std::string_view b) {
    return a.view() <=> b;
}

template <std::size_t A, std::size_t B>
constexpr fixed_string<A + B> operator+(const fixed_string<A>& a, const fixed_string<B>& b) {
    fixed_string<A + B> joined;
    detail::copy_text(a, joined.text);
    detail::copy_text(b, joined.text + A);
    return joined;
}

} // namespace dbsp
