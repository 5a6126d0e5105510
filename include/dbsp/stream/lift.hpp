/// `lift(f)`: a function of values as an operator of streams, written ↑f.
#pragma once

#include <dbsp/stream/stream.hpp>

#include <cstddef>
#include <functional>
#include <type_traits>
#include <utility>

namespace dbsp::formal {

/// ↑f: `lift(f)(a, b, ...)[t] = f(a[t], b[t], ...)`.
template <class F> struct lifted {
    F function;

    template <class... A> [[nodiscard]] auto operator()(const stream<A>&... inputs) const {
        using result = std::remove_cvref_t<std::invoke_result_t<const F&, const A&...>>;
        static_assert(group_operations<result>,
                      "lift(f): what f returns must be an element of a group, since streams begin with zero");
        return stream<result>(
            [f = function, inputs...](std::size_t t) -> result { return std::invoke(f, inputs[t]...); });
    }
};

/// Applies a pure function to one element, or to the elements of several streams, at a time.  Unary, binary
/// or wider; `lift(lift(f))` works on streams of streams, `lift(integrate)` is ↑I. Laws: `lift(f∘g) =
/// lift(f)∘lift(g)`;  time invariant if `f(0) = 0`;  causal;  linear if `f` is.
template <class F> [[nodiscard]] lifted<F> lift(F function) { return {std::move(function)}; }

} // namespace dbsp::formal
