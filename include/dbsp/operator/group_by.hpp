/// group_by: rows arranged by a key, waiting for what is to be computed from each group.
#pragma once

#include <dbsp/row/as.hpp>
#include <dbsp/row/key.hpp>
#include <dbsp/wiring/check.hpp>

namespace dbsp {

namespace op {
/// `grouping(z) = sum over keys k of fn(k, z restricted to k)`: computed group by group.
///
/// A group function `fn` has two faces that must agree (tests/property/operator checks each):
///  - its meaning, `fn.apply(key, group, out)`: calls `out(row, weight)` for the rows of one non-empty group, given as a Z-set;
///  - its upkeep, `fn.template state<T, W>`: `add(fn, row, weight)` and `emit(fn, key, out)`, the same rows from a state that
///    follows changes, `empty()` when nothing is left.
/// Groupwise: the delta is the rows of the affected groups now minus those before.
/// Error: `negative_weight_error` from group functions that need a bag.
template <class Key, class Fn> struct grouping {
    using algebra = groupwise;
    template <class T> using key_type = std::remove_cvref_t<std::invoke_result_t<const Key&, const T&>>;
    template <class T> using output = typename Fn::template output<key_type<T>, T>;

    Key key;
    Fn fn;

    [[nodiscard]] std::string label() const { return "by " + label_of(key) + ": " + label_of(fn); }
};
} // namespace op

/// A circuit and a key; `aggregate`, `top_k` and `group_transform` take it from here.
template <any_circuit In, class Key> struct grouped {
    In in;
    Key key;
};

namespace detail {
/// A column or a named expression by itself: a key of one column.
template <class Key>
concept key_item = expression<Key> || requires {
    Key::name;
    requires expression<decltype(Key::expression)>;
};
} // namespace detail

/// Groups by `key(row)`; a column or a named expression is short for `key(column)`.
template <any_circuit In, class Key> [[nodiscard]] auto group_by(In in, Key key) {
    if constexpr (detail::check_callable<"group_by", role::key, Key, In>()) {
        if constexpr (detail::key_item<Key>) {
            return group_by(std::move(in), dbsp::key(std::move(key)));
        } else {
            return grouped<In, Key>{std::move(in), std::move(key)};
        }
    }
}

template <class Key>
    requires(!any_circuit<Key>)
[[nodiscard]] auto group_by(Key key) {
    return pipe{[key = std::move(key)]<any_circuit In>(In in) { return dbsp::group_by(std::move(in), key); }};
}

/// A group-wise operator that still lacks its grouped input.
template <class Build> struct group_pipe {
    Build build;

    template <any_circuit In, class Key> friend auto operator|(grouped<In, Key> in, const group_pipe& stage) {
        return stage.build(std::move(in));
    }
};
template <class Build> group_pipe(Build) -> group_pipe<Build>;

namespace detail {
/// Wires a group-wise operator `Op<Key, Fn>` to a grouped input.
template <template <class, class> class Op, any_circuit In, class Key, class Fn>
[[nodiscard]] auto connect_grouped(grouped<In, Key> in, Fn fn) {
    using key = stored_t<In, role::key, Key>;
    using function = stored_t<In, role::grouping, Fn>;
    using op_type = Op<key, function>;
    return connect(op_type{{store<In, role::key>(op_type::name, std::move(in.key)),
                            store<In, role::grouping>(op_type::name, std::move(fn))}},
                   std::move(in.in));
}
} // namespace detail

} // namespace dbsp
