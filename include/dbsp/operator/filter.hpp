/// filter: the rows for which a predicate is true.
#pragma once

#include <dbsp/wiring/check.hpp>

namespace dbsp {

namespace op {
/// `filter_p(z)[x] = z[x] where p(x), else 0`.  Linear: D o filter o I = filter.
template <class Pred> struct filter {
    using algebra = linear;
    template <class T> using output = T;
    static constexpr const char* name = "filter";

    Pred pred;

    template <std::size_t, class T, class W, class Out> void each(T&& value, const W& w, Out&& out) const {
        if (is_true(pred(std::as_const(value)))) { out(std::forward<T>(value), w); }
    }
    [[nodiscard]] std::string label() const { return label_of(pred); }
};
} // namespace op

template <any_circuit In, class Pred> [[nodiscard]] auto filter(In in, Pred pred) {
    using stored = detail::stored_t<In, role::predicate, Pred>;
    if constexpr (detail::check_callable<"filter", role::predicate, Pred, In>()) {
        return connect(op::filter<stored>{detail::store<In, role::predicate>("filter", std::move(pred))},
                       std::move(in));
    }
}

template <class Pred>
    requires(!any_circuit<Pred>)
[[nodiscard]] auto filter(Pred pred) {
    return pipe{
        [pred = std::move(pred)]<any_circuit In>(In in) { return dbsp::filter(std::move(in), pred); }};
}

} // namespace dbsp
