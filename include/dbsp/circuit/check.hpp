/// Compile-time checks of wiring, each with a sentence that names the operator and both types.
#pragma once

#include <dbsp/circuit/node.hpp>
#include <dbsp/detail/require.hpp>
#include <dbsp/detail/type_name.hpp>
#include <dbsp/row/fixed_string.hpp>

#include <concepts>
#include <string>
#include <type_traits>

namespace dbsp::detail {

template <class T> constexpr std::string in_quotes() { return "'" + std::string(type_name<T>()) + "'"; }

template <fixed_string Op, class A, class B> struct unlike_rows {
    static constexpr std::string text() {
        return std::string(Op) + ": the left input carries rows of type " + in_quotes<A>() +
               ", the right one rows of type " + in_quotes<B>() + "; both must be the same";
    }
};
template <fixed_string Op, class A, class B> struct unlike_weights {
    static constexpr std::string text() {
        return std::string(Op) + ": the left input carries weights of type " + in_quotes<A>() +
               ", the right one of type " + in_quotes<B>() + "; both must be the same";
    }
};
template <fixed_string Op, class L, class R> struct unlike_keys {
    static constexpr std::string text() {
        return std::string(Op) + ": the left key is of type " + in_quotes<L>() + ", the right one of type " +
               in_quotes<R>() + "; both must be the same";
    }
};
template <fixed_string Op, class Fn, class T> struct not_callable {
    static constexpr std::string text() {
        return std::string(Op) + ": the function of type " + in_quotes<Fn>() +
               " can't be called with a row of type " + in_quotes<T>();
    }
};

/// Both inputs carry the same weights.
template <fixed_string Op, any_circuit A, any_circuit B> consteval void check_weights() {
    using left = typename A::weight_type;
    using right = typename B::weight_type;
    require<std::same_as<left, right>, unlike_weights<Op, left, right>>();
}

/// Both inputs carry the same rows and weights.
template <fixed_string Op, any_circuit A, any_circuit B> consteval bool check_same_rows() {
    using left = typename A::value_type;
    using right = typename B::value_type;
    require<std::same_as<left, right>, unlike_rows<Op, left, right>>();
    check_weights<Op, A, B>();
    return std::same_as<left, right>;
}

/// The function can be called with a row of the input.
template <fixed_string Op, class Fn, any_circuit In> consteval bool check_callable() {
    constexpr bool callable = std::is_invocable_v<const Fn&, const typename In::value_type&>;
    require<callable, not_callable<Op, Fn, typename In::value_type>>();
    return callable;
}

/// The key functions of a join fit the rows and give one type.
template <fixed_string Op, any_circuit A, any_circuit B, class On> consteval bool check_keys() {
    using left_fn = decltype(On::left);
    using right_fn = decltype(On::right);
    if constexpr (check_callable<Op, left_fn, A>() && check_callable<Op, right_fn, B>()) {
        using left = std::remove_cvref_t<std::invoke_result_t<const left_fn&, const typename A::value_type&>>;
        using right =
            std::remove_cvref_t<std::invoke_result_t<const right_fn&, const typename B::value_type&>>;
        require<std::same_as<left, right>, unlike_keys<Op, left, right>>();
        check_weights<Op, A, B>();
        return std::same_as<left, right>;
    } else {
        return false;
    }
}

} // namespace dbsp::detail
