/// `moment<D>`: where inside D nested fixpoints something happens.
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <utility>

namespace dbsp::detail {

/// The iteration numbers of the D fixpoints around, outermost first.  Two orders: `<` is lexicographic, the order in which
/// moments are run; `precedes` is componentwise, the order in which changes add up.  A lattice under the latter, so the effect of
/// two changes together is felt at their least upper bound, `lub`.
/// Source: McSherry et al., Differential dataflow (CIDR 2013), on partially ordered times.
template <std::size_t D> struct moment {
    std::array<std::uint32_t, D> at{};

    friend auto operator<=>(const moment&, const moment&) = default;
};
template <> struct moment<0> {
    friend auto operator<=>(const moment&, const moment&) = default;
};

template <std::size_t D> constexpr bool precedes(const moment<D>& a, const moment<D>& b) {
    for (std::size_t i = 0; i < D; ++i) {
        if (a.at[i] > b.at[i]) { return false; }
    }
    return true;
}
constexpr bool precedes(moment<0>, moment<0>) { return true; }

template <std::size_t D> constexpr moment<D> lub(moment<D> a, const moment<D>& b) {
    for (std::size_t i = 0; i < D; ++i) { a.at[i] = std::max(a.at[i], b.at[i]); }
    return a;
}
constexpr moment<0> lub(moment<0>, moment<0>) { return {}; }

/// The moment outside the innermost fixpoint.
template <std::size_t D> constexpr moment<D - 1> outer(const moment<D>& m) {
    moment<D - 1> result;
    if constexpr (D > 1) { std::copy(m.at.begin(), m.at.end() - 1, result.at.begin()); }
    return result;
}

/// Iteration `i` of a fixpoint that is at moment `m`.
template <std::size_t D> constexpr moment<D + 1> inner(const moment<D>& m, std::uint32_t i) {
    moment<D + 1> result;
    if constexpr (D > 0) { std::copy(m.at.begin(), m.at.end(), result.at.begin()); }
    result.at[D] = i;
    return result;
}

} // namespace dbsp::detail
