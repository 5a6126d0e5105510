/// Compile-time checks of wiring, each with a sentence that names the operator and both types.
#pragma once

#include <dbsp/detail/require.hpp>
#include <dbsp/detail/type_name.hpp>
#include <dbsp/error.hpp>
#include <dbsp/row/fixed_string.hpp>
#include <dbsp/wiring/node.hpp>

#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace dbsp::detail {

template <class T> constexpr std::string in_quotes() { return "'" + text_of(type_name<T>()) + "'"; }

template <fixed_string Op, class Dynamic> struct unlike_kinds {
    static constexpr std::string text() {
        return text_of(Op) + ": a run-time circuit cannot be wired to a static one; build both inputs as " +
               in_quotes<Dynamic>();
    }
};
template <fixed_string Op, class A, class B> struct unlike_rows {
    static constexpr std::string text() {
        return text_of(Op) + ": the left input carries rows of type " + in_quotes<A>() +
               ", the right one rows of type " + in_quotes<B>() + "; both must be the same";
    }
};
template <fixed_string Op, class A, class B> struct unlike_weights {
    static constexpr std::string text() {
        return text_of(Op) + ": the left input carries weights of type " + in_quotes<A>() +
               ", the right one of type " + in_quotes<B>() + "; both must be the same";
    }
};
template <fixed_string Op, class L, class R> struct unlike_keys {
    static constexpr std::string text() {
        return text_of(Op) + ": the left key is of type " + in_quotes<L>() + ", the right one of type " +
               in_quotes<R>() + "; both must be the same";
    }
};
template <fixed_string Op, class Fn, class T> struct not_callable {
    static constexpr std::string text() {
        return text_of(Op) + ": the function of type " + in_quotes<Fn>() +
               " cannot be called with a row of type " + in_quotes<T>();
    }
};

template <fixed_string Op, fixed_string What, class Fn, class T> struct no_truth_value {
    static constexpr std::string text() {
        return text_of(Op) + ": the " + text_of(What) + " of type " + in_quotes<Fn>() + " gives a " +
               in_quotes<T>() + ", which is no truth value; both 'bool' and 'std::optional<bool>' are";
    }
};
template <fixed_string Op, fixed_string What, class Fn, class A, class B> struct not_callable_with_pair {
    static constexpr std::string text() {
        return text_of(Op) + ": the " + text_of(What) + " of type " + in_quotes<Fn>() +
               " cannot be called with rows of types " + in_quotes<A>() + " and " + in_quotes<B>();
    }
};
template <fixed_string Op, class Fn, class T> struct no_range {
    static constexpr std::string text() {
        return text_of(Op) + ": the function of type " + in_quotes<Fn>() + " gives a " + in_quotes<T>() +
               ", which is not a range of rows";
    }
};
template <fixed_string Op, class Pad, class T, class Row> struct unlike_padding {
    static constexpr std::string text() {
        return text_of(Op) + ": the padding of type " + in_quotes<Pad>() + " gives rows of type " +
               in_quotes<T>() + ", the pairing rows of type " + in_quotes<Row>() + "; both must be the same";
    }
};

/// Both inputs carry the same weights.
template <fixed_string Op, any_circuit A, any_circuit B> consteval bool check_weights() {
    using left = typename A::weight_type;
    using right = typename B::weight_type;
    require<std::same_as<left, right>, unlike_weights<Op, left, right>>();
    return std::same_as<left, right>;
}

/// Both inputs are run-time circuits, or both static ones.
template <fixed_string Op, any_circuit A, any_circuit B> consteval bool check_kinds() {
    constexpr bool alike = dynamic_circuit<A> == dynamic_circuit<B>;
    require<alike, unlike_kinds<Op, std::conditional_t<dynamic_circuit<A>, A, B>>>();
    return alike;
}

/// Both inputs carry the same rows and weights.
template <fixed_string Op, any_circuit A, any_circuit B> consteval bool check_same_rows() {
    if constexpr (check_kinds<Op, A, B>()) {
        using left = typename A::value_type;
        using right = typename B::value_type;
        require<std::same_as<left, right>, unlike_rows<Op, left, right>>();
        return check_weights<Op, A, B>() && std::same_as<left, right>;
    } else {
        return false;
    }
}

/// The roles whose functions say yes or no.
template <class Role>
inline constexpr bool is_decision =
    std::same_as<Role, role::predicate> || std::same_as<Role, role::condition>;

/// What decides gives a truth value, not what merely converts to one.
template <fixed_string Op, fixed_string What, class Role, class Fn, class... T>
consteval bool check_decision() {
    if constexpr (is_decision<Role> && std::invocable<const Fn&, const T&...>) {
        using given = std::remove_cvref_t<std::invoke_result_t<const Fn&, const T&...>>;
        require<truth_value<given>, no_truth_value<Op, What, Fn, given>>();
        return truth_value<given>;
    } else {
        return true;
    }
}

/// Whether a circuit over `In` can take `Fn` in this role: call it with `T...`, or, at run time, store it.
template <class In, class Role, class Fn, class... T> consteval bool takes() {
    if constexpr (std::same_as<stored_t<In, Role, Fn>, Fn>) {
        return std::is_invocable_v<const Fn&, const T&...>;
    } else {
        return std::constructible_from<stored_t<In, Role, Fn>, Fn>;
    }
}

/// The function can be called with a row of the input.
template <fixed_string Op, class Role, class Fn, any_circuit In> consteval bool check_callable() {
    using row = typename In::value_type;
    if constexpr (check_decision<Op, "function", Role, Fn, row>()) {
        constexpr bool callable = takes<In, Role, Fn, row>();
        require<callable, not_callable<Op, Fn, row>>();
        return callable;
    } else {
        return false;
    }
}

/// The same for a function of a row of each input; `What` it is to the operator.
template <fixed_string Op, fixed_string What, class Role, class Fn, any_circuit A, any_circuit B>
consteval bool check_callable_with_pair() {
    using left = typename A::value_type;
    using right = typename B::value_type;
    if constexpr (check_decision<Op, What, Role, Fn, left, right>()) {
        constexpr bool callable = takes<A, Role, Fn, left, right>();
        require<callable, not_callable_with_pair<Op, What, Fn, left, right>>();
        return callable;
    } else {
        return false;
    }
}

/// What a function is to its operator, for sentences.
constexpr std::string_view title_of(role::predicate) { return "predicate"; }
constexpr std::string_view title_of(role::mapping) { return "function"; }
constexpr std::string_view title_of(role::expansion) { return "function"; }
constexpr std::string_view title_of(role::key) { return "key"; }
constexpr std::string_view title_of(role::pairing) { return "pairing"; }
constexpr std::string_view title_of(role::grouping) { return "group function"; }

/// `fn` as a circuit over `In` stores it.  Throws `circuit_error` where there is nothing to call: now, not in the first step.
template <any_circuit In, class Role, class Fn>
[[nodiscard]] stored_t<In, Role, Fn> store(std::string_view op, Fn fn) {
    if (!lacks_target(fn)) { return stored_t<In, Role, Fn>(std::move(fn)); }
    throw circuit_error(std::string(op) + ": the " + std::string(title_of(Role{})) +
                        " is empty; there is nothing to call");
}

/// What a join matches on fits the rows: the key functions can be called and give one type, and so can the condition.
template <fixed_string Op, any_circuit A, any_circuit B, class On> consteval bool check_match() {
    using left_fn = decltype(On::left);
    using right_fn = decltype(On::right);
    using condition = decltype(On::condition);
    if constexpr (!check_kinds<Op, A, B>() || !check_callable<Op, role::key, left_fn, A>() ||
                  !check_callable<Op, role::key, right_fn, B>() ||
                  !check_callable_with_pair<Op, "condition", role::condition, condition, A, B>()) {
        return false;
    } else if constexpr (dynamic_circuit<A>) {
        return true;
    } else {
        using left = std::remove_cvref_t<std::invoke_result_t<const left_fn&, const typename A::value_type&>>;
        using right =
            std::remove_cvref_t<std::invoke_result_t<const right_fn&, const typename B::value_type&>>;
        require<std::same_as<left, right>, unlike_keys<Op, left, right>>();
        return check_weights<Op, A, B>() && std::same_as<left, right>;
    }
}

/// And `Pairing` can be called with a pair of rows.
template <fixed_string Op, any_circuit A, any_circuit B, class On, class Pairing>
consteval bool check_pairs() {
    if constexpr (check_match<Op, A, B, On>()) {
        return check_callable_with_pair<Op, "pairing", role::pairing, Pairing, A, B>();
    } else {
        return false;
    }
}

/// What an outer join makes of the rows of `In` without a partner.
template <class Pad, any_circuit In> struct padding {
    /// It gives what the pairing gives.
    template <fixed_string Op, class Paired> static consteval bool check() {
        if constexpr (!check_callable<Op, role::mapping, Pad, In>()) {
            return false;
        } else if constexpr (dynamic_circuit<In>) {
            return true;
        } else {
            using row = std::remove_cvref_t<std::invoke_result_t<const Pad&, const typename In::value_type&>>;
            require<std::same_as<row, Paired>, unlike_padding<Op, Pad, row, Paired>>();
            return std::same_as<row, Paired>;
        }
    }
};

/// As `check_pairs`, and each `Padding` fits.
template <fixed_string Op, any_circuit A, any_circuit B, class On, class Pairing, class... Padding>
consteval bool check_outer() {
    if constexpr (check_pairs<Op, A, B, On, Pairing>()) {
        using stored = stored_t<A, role::pairing, Pairing>;
        using paired = std::remove_cvref_t<std::invoke_result_t<const stored&, const typename A::value_type&,
                                                                const typename B::value_type&>>;
        return (Padding::template check<Op, paired>() && ...);
    } else {
        return false;
    }
}

} // namespace dbsp::detail
