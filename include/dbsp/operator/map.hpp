/// map: `f` applied to every row.
#pragma once

#include <dbsp/wiring/check.hpp>

namespace dbsp {

namespace op {
/// `map_f(z)[y] = sum of z[x] over all x with f(x) = y`.  Linear: D o map o I = map.
template <class Fn> struct map {
    using algebra = linear;
    template <class T> using output = std::remove_cvref_t<std::invoke_result_t<const Fn&, const T&>>;
    static constexpr const char* name = "map";

    Fn fn;

    template <std::size_t, class T, class W, class Out>
    void each(const T& value, const W& w, Out&& out) const {
        out(fn(value), w);
    }
    [[nodiscard]] std::string label() const { return label_of(fn); }
};
} // namespace op

template <any_circuit In, class Fn> [[nodiscard]] auto map(In in, Fn fn) {
    using stored = detail::stored_t<In, role::mapping, Fn>;
    if constexpr (detail::check_callable<"map", role::mapping, Fn, In>()) {
        return connect(op::map<stored>{detail::store<In, role::mapping>("map", std::move(fn))},
                       std::move(in));
    }
}

template <class Fn>
    requires(!any_circuit<Fn>)
[[nodiscard]] auto map(Fn fn) {
    return pipe{[fn = std::move(fn)]<any_circuit In>(In in) { return dbsp::map(std::move(in), fn); }};
}

} // namespace dbsp
