/// flat_map: every row becomes any number of rows.
#pragma once

#include <dbsp/wiring/check.hpp>

#include <ranges>

namespace dbsp {

namespace op {
/// `flat_map_f(z)[y] = sum of z[x] * (how often y is in f(x))`.  Linear: D o flat_map o I = flat_map.
template <class Fn> struct flat_map {
    using algebra = linear;
    template <class T>
    using output = std::remove_cvref_t<
        std::ranges::range_value_t<std::remove_cvref_t<std::invoke_result_t<const Fn&, const T&>>>>;
    static constexpr const char* name = "flat_map";

    Fn fn;

    template <std::size_t, class T, class W, class Out>
    void each(const T& value, const W& w, Out&& out) const {
        for (auto&& row : fn(value)) { out(output<T>(std::forward<decltype(row)>(row)), w); }
    }
    [[nodiscard]] std::string label() const { return label_of(fn); }
};
} // namespace op

namespace detail {
template <class Fn, any_circuit In> consteval bool check_expansion() {
    if constexpr (!check_callable<"flat_map", role::expansion, Fn, In>()) {
        return false;
    } else if constexpr (dynamic_circuit<In>) {
        return true;
    } else {
        using rows = std::remove_cvref_t<std::invoke_result_t<const Fn&, const typename In::value_type&>>;
        require<std::ranges::input_range<rows>, no_range<"flat_map", Fn, rows>>();
        return std::ranges::input_range<rows>;
    }
}
} // namespace detail

template <any_circuit In, class Fn> [[nodiscard]] auto flat_map(In in, Fn fn) {
    using stored = detail::stored_t<In, role::expansion, Fn>;
    if constexpr (detail::check_expansion<Fn, In>()) {
        return connect(op::flat_map<stored>{detail::store<In, role::expansion>("flat_map", std::move(fn))},
                       std::move(in));
    }
}

template <class Fn>
    requires(!any_circuit<Fn>)
[[nodiscard]] auto flat_map(Fn fn) {
    return pipe{[fn = std::move(fn)]<any_circuit In>(In in) { return dbsp::flat_map(std::move(in), fn); }};
}

} // namespace dbsp
