/// Compile-time checks of wiring, each with a sentence that names the operator and both types.
#pragma once

#include <dbsp/circuit/node.hpp>

namespace dbsp::detail {

/// Both inputs carry the same rows and weights.
template <class A, class B> constexpr void check_same_rows(const char*) {
    static_assert(std::same_as<typename A::value_type, typename B::value_type>, "the inputs carry different rows");
    static_assert(std::same_as<typename A::weight_type, typename B::weight_type>, "the inputs carry different weights");
}

/// The key functions of a join fit the rows and give one type.
template <class A, class B, class On> constexpr void check_keys(const char*) {
    using left = std::remove_cvref_t<std::invoke_result_t<const decltype(On::left)&, const typename A::value_type&>>;
    using right = std::remove_cvref_t<std::invoke_result_t<const decltype(On::right)&, const typename B::value_type&>>;
    static_assert(std::same_as<left, right>, "the keys have different types");
}

} // namespace dbsp::detail
