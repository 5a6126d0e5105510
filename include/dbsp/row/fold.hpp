/// `fold(e, f)`: takes an expression apart from the leaves up.
#pragma once

#include <dbsp/row/call.hpp>

#include <tuple>

namespace dbsp {

/// `f(leaf)` for a `column<Name>` or `literal<T>`; for a node `f(op, results...)` with an object of its
/// operator and the results for its operands.  The way to evaluate, print or translate expressions in one's
/// own manner.
template <fixed_string Name, class F> constexpr decltype(auto) fold(const column<Name>& leaf, F&& f) {
    return f(leaf);
}
template <class T, class F> constexpr decltype(auto) fold(const literal<T>& leaf, F&& f) { return f(leaf); }
template <class Op, class... Operands, class F>
constexpr decltype(auto) fold(const call<Op, Operands...>& node, F&& f) {
    return std::apply([&](const auto&... operand) -> decltype(auto) { return f(Op{}, fold(operand, f)...); },
                      node.operands);
}

} // namespace dbsp
