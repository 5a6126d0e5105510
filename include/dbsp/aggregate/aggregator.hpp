/// What an aggregate function is: the concept behind `sum`, `count`, `min`, `fold`, ...
#pragma once

#include <dbsp/aggregate/saved_state.hpp>
#include <dbsp/concept/algebra.hpp>
#include <dbsp/error.hpp>
#include <dbsp/zset/zset.hpp>

#include <string>

namespace dbsp {

/// An aggregate over the rows `T` of one group.  Two faces that must agree:
///  - its meaning, `agg.of(group)`: the result for a group given as a bag (a Z-set of positive weights);
///  - its upkeep, `typename A::template state<T, W>`: `add(agg, row, weight)`, `result(agg)`, and `empty()`, which is true
///    again when all that was added has been taken away.
/// It also says its `name`, and how far its upkeep is incremental (`algebra`):
///  - `linear`: the state is an element of an abelian group, O(1) a change (count, sum, avg);
///  - `groupwise`: the state is the group itself, in order (min, max: O(log n) a change; fold: O(n) per affected group).
/// A state that stands in snapshots can be saved (see aggregate/saved_state.hpp).
template <class A, class T, class W = default_weight>
concept aggregator = requires(const A& agg, const zset<T, W>& group, typename A::template state<T, W>& state,
                              const T& row, const W& w) {
    agg.of(group);
    state.add(agg, row, w);
    { state.result(agg) } -> std::same_as<decltype(agg.of(group))>;
    { state.empty() } -> std::same_as<bool>;
    { A::name } -> std::convertible_to<std::string_view>;
};

/// The result type of aggregate `A` over rows `T`.
template <class A, class T, class W = default_weight>
using aggregate_result_t = decltype(std::declval<const A&>().of(std::declval<const zset<T, W>&>()));

namespace detail {
/// `checked<I>` as the `I` that users expect.
template <class N> constexpr auto unchecked(const N& number) {
    if constexpr (requires {
                      number.value();
                      typename N::group_tag;
                  }) {
        return number.value();
    } else {
        return number;
    }
}

template <class T> struct optional_value {
    using type = T;
};
template <optional_like T> struct optional_value<T> {
    using type = typename T::value_type;
};

/// What `fn(row)` gives, and the same without `std::optional`.
template <class Fn, class T>
using argument_t = std::remove_cvref_t<std::invoke_result_t<const Fn&, const T&>>;
template <class Fn, class T> using bare_argument_t = typename optional_value<argument_t<Fn, T>>::type;

/// `use(value)` where the argument is not null.
template <class V, class Use> constexpr void if_present(const V& value, Use&& use) {
    if constexpr (optional_like<V>) {
        if (value) { use(*value); }
    } else {
        use(value);
    }
}

[[noreturn]] inline void throw_negative(std::string_view where, const std::string& what) {
    throw negative_weight_error(
        std::string(where) + ": the weight of " + what +
        " is negative, but a group needs a bag: a deletion without its insertion reached "
        "this operator");
}
template <class T, class W> void require_bag(std::string_view where, const zset<T, W>& group) {
    for (const auto& [row, w] : group) {
        if (w < W{}) { throw_negative(where, "row " + to_text(row)); }
    }
}
} // namespace detail

} // namespace dbsp
