/// What rewrite rules are written with: one text serves static circuits, where types decide, and run-time circuits.
///
/// A rule is a function object `rule(n, context)` on nodes of some shape.  It gives `unchanged` or a circuit that means the same.
/// On static circuits the choice is made by type; on run-time circuits by value, as an optional.  Rules choose with `match`, `given`
/// and `either` instead of `if`, which do the one or the other.
#pragma once

#include <dbsp/wiring/node.hpp>

#include <optional>
#include <tuple>
#include <type_traits>

namespace dbsp::rewrite {

/// The rule does not apply.
struct unchanged {};

template <class R> inline constexpr bool is_unchanged = std::same_as<std::remove_cvref_t<R>, unchanged>;

template <class C> inline constexpr bool is_shared = false;
template <class C> inline constexpr bool is_shared<shared<C>> = true;

template <class Op, template <class...> class Template> inline constexpr bool is_instance = false;
template <class... T, template <class...> class Template>
inline constexpr bool is_instance<Template<T...>, Template> = true;

template <std::size_t I, class Op, class... In> [[nodiscard]] const auto& input(const node<Op, In...>& n) {
    return get<I>(n.in);
}

namespace detail {
template <class T> inline constexpr bool is_optional = false;
template <class T> inline constexpr bool is_optional<std::optional<T>> = true;

/// The result of a rule on a run-time circuit.
template <dynamic_circuit C> std::optional<C> outcome(unchanged) { return std::nullopt; }
template <dynamic_circuit C> std::optional<C> outcome(std::optional<C> result) { return result; }
template <dynamic_circuit C> std::optional<C> outcome(C result) { return result; }

template <class Test, any_circuit C, class Use> auto visit_if(const C& c, const Use& use) {
    if constexpr (dynamic_circuit<C>) {
        return c.template visit_if<Test>([&](const auto& n) { return outcome<C>(use(n)); },
                                         std::optional<C>());
    } else if constexpr (is_shared<C>) {
        return visit_if<Test>(*c, use);
    } else if constexpr (Test::template value<typename C::op_type>) {
        return use(c);
    } else {
        return unchanged{};
    }
}
template <class Wanted> struct is_op {
    template <class Op> static constexpr bool value = std::same_as<Op, Wanted>;
};
template <template <class...> class Wanted> struct is_op_template {
    template <class Op> static constexpr bool value = is_instance<Op, Wanted>;
};
} // namespace detail

/// `use(n)` where `c` is a node of operator `Op`, seen through `shared`; else `unchanged`.
template <class Op, any_circuit C, class Use> auto match(const C& c, const Use& use) {
    return detail::visit_if<detail::is_op<Op>>(c, use);
}
template <template <class...> class Op, any_circuit C, class Use> auto match(const C& c, const Use& use) {
    return detail::visit_if<detail::is_op_template<Op>>(c, use);
}
/// The same where `Test::value<Op>`.
template <class Test, any_circuit C, class Use> auto match_if(const C& c, const Use& use) {
    return detail::visit_if<Test>(c, use);
}

template <class T>
concept fixed_truth = requires {
    { T::value } -> std::convertible_to<bool>;
};

/// Conjunction of conditions, known to the compiler if all of them are.
template <class... Condition> constexpr auto all_of([[maybe_unused]] Condition... condition) {
    if constexpr ((fixed_truth<Condition> && ...)) {
        return std::bool_constant<(Condition::value && ...)>{};
    } else {
        return (static_cast<bool>(condition) && ...);
    }
}

/// `make()` under a condition, a `std::bool_constant` or a `bool`.
template <class Condition, class Make> auto given([[maybe_unused]] Condition condition, const Make& make) {
    using made = decltype(make());
    if constexpr (is_unchanged<made>) {
        return unchanged{};
    } else if constexpr (fixed_truth<Condition>) {
        if constexpr (Condition::value) {
            return make();
        } else {
            return unchanged{};
        }
    } else if constexpr (detail::is_optional<made>) {
        return condition ? make() : made();
    } else {
        return condition ? std::optional(make()) : std::nullopt;
    }
}

/// The first of these that is not `unchanged`.
template <class Make> auto either(const Make& make) { return make(); }
template <class Make, class... More> auto either(const Make& make, const More&... more) {
    using made = decltype(make());
    if constexpr (is_unchanged<made>) {
        return either(more...);
    } else if constexpr (detail::is_optional<made>) {
        using circuit = typename made::value_type;
        if (auto result = make()) { return result; }
        return detail::outcome<circuit>(either(more...));
    } else {
        return make();
    }
}

/// `use(result)` unless the result is `unchanged`.
template <class Result, class Use>
auto then([[maybe_unused]] const Result& result, [[maybe_unused]] const Use& use) {
    if constexpr (is_unchanged<Result>) {
        return unchanged{};
    } else if constexpr (detail::is_optional<Result>) {
        using circuit = typename Result::value_type;
        return result ? detail::outcome<circuit>(use(*result)) : std::nullopt;
    } else {
        return use(result);
    }
}

/// `use(*known)` for what may be known or not: a function, an optional one, or `unchanged`.
template <class Known, class Use>
auto when_known([[maybe_unused]] const Known& known, [[maybe_unused]] const Use& use) {
    if constexpr (is_unchanged<Known>) {
        return unchanged{};
    } else if constexpr (detail::is_optional<Known>) {
        return given(known.has_value(), [&] { return use(*known); });
    } else {
        return use(known);
    }
}

/// The node with `f` applied to one of its two inputs.
template <std::size_t Side, class Op, class A, class B, class F>
auto on_side(const node<Op, A, B>& n, const F& f) {
    if constexpr (Side == 0) {
        return connect(n.op, f(input<0>(n)), input<1>(n));
    } else {
        return connect(n.op, input<0>(n), f(input<1>(n)));
    }
}

/// The node with `f` applied to each input; an input that occurs twice in a run-time node is done once.
template <class Op, class... In, class F> auto on_inputs(const node<Op, In...>& n, const F& f) {
    if constexpr (sizeof...(In) == 2 && (dynamic_circuit<In> && ...)) {
        auto const first = f(input<0>(n));
        return connect(n.op, first,
                       input<0>(n).identity() == input<1>(n).identity() ? first : f(input<1>(n)));
    } else {
        return n.in.apply([&](const In&... in) { return connect(n.op, f(in)...); });
    }
}

namespace detail {
template <class Result> constexpr bool did_change(const Result& result) {
    if constexpr (is_optional<Result>) {
        return result.has_value();
    } else {
        return !is_unchanged<Result>;
    }
}
template <class Result, class C> auto changed_or(const Result& result, const C& before) {
    if constexpr (is_unchanged<Result>) {
        return before;
    } else if constexpr (is_optional<Result>) {
        return result.value_or(before);
    } else {
        return result;
    }
}
} // namespace detail

/// The node with the results of `f` as inputs, if `f` changes every input.
template <class Op, class... In, class F> auto on_every_input(const node<Op, In...>& n, const F& f) {
    auto const results =
        n.in.apply([&](const In&... in) { return dbsp::detail::pack<decltype(f(in))...>{{{f(in)}...}}; });
    return results.apply([&]<class... R>(const R&... result) {
        if constexpr ((is_unchanged<R> || ...)) {
            return unchanged{};
        } else if constexpr ((detail::is_optional<R> && ...)) {
            return given((result.has_value() && ...), [&] { return connect(n.op, *result...); });
        } else {
            return connect(n.op, result...);
        }
    });
}

/// The node with the results of `f` as inputs, where `f` changes some; the others stay.
template <class Op, class... In, class F> auto on_some_input(const node<Op, In...>& n, const F& f) {
    auto const results =
        n.in.apply([&](const In&... in) { return dbsp::detail::pack<decltype(f(in))...>{{{f(in)}...}}; });
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        auto const make = [&] { return connect(n.op, detail::changed_or(get<I>(results), get<I>(n.in))...); };
        if constexpr ((dynamic_circuit<In> && ...)) {
            return given((detail::did_change(get<I>(results)) || ...), make);
        } else {
            return given(
                std::bool_constant<(!is_unchanged<std::remove_cvref_t<decltype(get<I>(results))>> || ...)>{},
                make);
        }
    }(std::index_sequence_for<In...>{});
}

/// Base of a function on circuits that calls itself: `look(c, context)` says what it gives, a call of the object what it gives for
/// inputs.  On run-time circuits the result type must be known before the recursion is.
struct descent {
    template <class Self, static_circuit C, class Context>
    auto operator()(this const Self& self, const C& c, const Context& context) {
        return self.look(c, context);
    }
    template <class Self, dynamic_circuit C, class Context>
    std::optional<C> operator()(this const Self& self, const C& c, const Context& context) {
        return detail::outcome<C>(self.look(c, context));
    }
};

/// A list of rules, tried in this order.
template <class... Rule> struct rule_set {};

template <class... A, class... B> constexpr rule_set<A..., B...> operator+(rule_set<A...>, rule_set<B...>) {
    return {};
}

} // namespace dbsp::rewrite
