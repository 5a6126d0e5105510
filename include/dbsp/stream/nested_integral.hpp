/// `nested_integral(s)`: the sum of all elements of a stream that vanishes, written ∫.
#pragma once

#include <dbsp/stream/stream.hpp>

#include <cstddef>
#include <string>

namespace dbsp::formal {

/// How `nested_integral` decides that a stream has vanished: a promise of the caller, and a bound on the
/// patience.
struct vanishing {
    std::size_t budget = 1'000; ///< elements read at most
    std::size_t quiet = 1;      ///< so many zeros in a row mean zero for ever
};

namespace detail {
[[noreturn]] inline void throw_not_vanished(vanishing when) {
    throw budget_error("nested integral: no run of " + std::to_string(when.quiet) +
                       " zero element(s) among the first " + std::to_string(when.budget) +
                       "; either the iteration diverges, or it needs a larger vanishing::budget");
}

struct nested_integral_fn {
    template <abelian_group A> [[nodiscard]] A operator()(const stream<A>& s, vanishing when = {}) const {
        A sum{};
        std::size_t zeros = 0;
        for (std::size_t t = 0; zeros < when.quiet; ++t) {
            if (t == when.budget) { throw_not_vanished(when); }
            zeros = s[t] == A{} ? zeros + 1 : 0;
            sum = sum + s[t];
        }
        return sum;
    }
};
} // namespace detail

/// ∫: `s[0] + s[1] + ...`, for a stream that is zero from some time on: the way out of a nested stream.
///
/// That a stream has become zero for ever cannot be seen from finitely many elements.  Precondition: after
/// `when.quiet` zeros in a row no element differs from zero.  With `quiet = 1` this holds for the changes of
/// an iteration `x, f(x), f(f(x)),
/// ...`: once one is zero the iteration has ended.  It does not hold for the *changes of the changes* of
/// such an iteration, as in an incremental recursion; give the depth of the iteration as `quiet` there. Where
/// the precondition fails, elements after the zeros are left out.
///
/// Laws: linear;  `nested_integral(delta0(a)) = a`;  `nested_integral(differentiate(s))` is what `s` settles
/// on. Errors: `budget_error` when `when.budget` elements hold no `when.quiet` zeros in a row.
inline constexpr detail::nested_integral_fn nested_integral{};

} // namespace dbsp::formal
