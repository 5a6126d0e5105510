/// `apply(op, inputs...)`: what an operator means on one batch, by its algebraic class.  Obvious code: this is the oracle.
#pragma once

#include <dbsp/concept/algebra.hpp>
#include <dbsp/wiring/function.hpp>
#include <dbsp/zset/indexed_zset.hpp>

#include <functional>

namespace dbsp {

namespace detail {
template <class Op, class... Z>
using applied_t = zset<typename Op::template output<typename Z::row_type...>,
                       std::tuple_element_t<0, std::tuple<typename Z::weight_type...>>>;
} // namespace detail

/// Linear: the sum over the entries of the inputs of what the operator makes of each.
template <of_class<linear> Op, any_zset... Z> [[nodiscard]] auto apply(const Op& op, const Z&... in) {
    detail::applied_t<Op, Z...> result;
    auto const out = [&](auto&& row, const auto& w) { result.add(std::forward<decltype(row)>(row), w); };
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        auto const each = [&]<std::size_t Side>(std::integral_constant<std::size_t, Side>, const auto& z) {
            for (const auto& [row, w] : z) { op.template each<Side>(row, w, out); }
        };
        (each(std::integral_constant<std::size_t, I>{}, in), ...);
    }(std::index_sequence_for<Z...>{});
    return result;
}

/// Bilinear: the sum over all pairs of entries with equal keys.
template <of_class<bilinear> Op, any_zset A, any_zset B>
[[nodiscard]] auto apply(const Op& op, const A& a, const B& b) {
    detail::applied_t<Op, A, B> result;
    auto const partners = index_by(b, [&](const auto& row) { return op.template key<1>(row); });
    for (const auto& [left, w] : a) {
        const auto& key = op.template key<0>(left);
        if (!op.joinable(key)) { continue; }
        for (const auto& [right, v] : partners[key]) {
            op.pair(left, right, w * v, [&](auto&& row, const auto& weight) { result.add(row, weight); });
        }
    }
    return result;
}

/// Pointwise: the function of the weights, at every value that has one.
template <of_class<pointwise> Op, any_zset Z, std::same_as<Z>... More>
[[nodiscard]] Z apply(const Op& op, const Z& first, const More&... more) {
    Z result;
    auto const weigh = [&](const Z& values) {
        for (const auto& [row, w] : values) {
            if (!result.contains(row)) { result.add(row, op.weigh(first[row], more[row]...)); }
        }
    };
    weigh(first);
    (weigh(more), ...);
    return result;
}

/// Groupwise: the sum over the keys of the group function.
template <of_class<groupwise> Op, any_zset Z> [[nodiscard]] auto apply(const Op& op, const Z& in) {
    detail::applied_t<Op, Z> result;
    for (const auto& [key, group] : index_by(in, [&](const auto& row) { return op.key(row); })) {
        op.fn.apply(key, group,
                    [&](auto&& row, const auto& w) { result.add(std::forward<decltype(row)>(row), w); });
    }
    return result;
}

/// Composite: the meaning that the operator states beside its circuit.
template <of_class<composite> Op, any_zset... Z> [[nodiscard]] auto apply(const Op& op, const Z&... in) {
    return op(in...);
}

} // namespace dbsp
