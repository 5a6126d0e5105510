/// How an operator behaves under I and D: the one thing it states about incremental maintenance.
#pragma once

#include <concepts>

namespace dbsp {

/// `f(a + b) == f(a) + f(b)`, in all inputs together; then the incremental form is `f` itself.
struct linear {
    static constexpr const char* name = "linear";
};
/// Linear in each of two inputs; then the delta is `f(da, z^-1 I b) + f(I a, db)`.
struct bilinear {
    static constexpr const char* name = "bilinear";
};
/// The output weight of a value is a function of its input weights: group by group, each group being one value.
struct pointwise {
    static constexpr const char* name = "pointwise";
};
/// Computed group by group; then the delta is `f(now restricted to K) - f(before restricted to K)`, where K are the keys
/// that the change touches.
struct groupwise {
    static constexpr const char* name = "groupwise";
};
/// Defined by a circuit of other operators, whose classes decide.
struct composite {
    static constexpr const char* name = "composite";
};
/// A linear, time-invariant operator on streams (z^-1, I, D); then the incremental form is the operator itself.
struct time_invariant {
    static constexpr const char* name = "time-invariant";
};
/// A leaf: an input of the circuit, a recursion variable, an import into a nested circuit.
struct leaf {
    static constexpr const char* name = "leaf";
};
/// A nested circuit that runs to its fixpoint; incremental by the rules for nested streams.
struct recursive {
    static constexpr const char* name = "recursive";
};

template <class A>
concept algebra_class =
    std::same_as<A, linear> || std::same_as<A, bilinear> || std::same_as<A, pointwise> ||
    std::same_as<A, groupwise> || std::same_as<A, composite> || std::same_as<A, time_invariant> ||
    std::same_as<A, leaf> || std::same_as<A, recursive>;

/// An operator: a name, an algebraic class, and the meaning that its class asks for (see docs/reference/dbsp/operator).
template <class Op>
concept stream_operator = algebra_class<typename Op::algebra> && requires {
    { Op::name } -> std::convertible_to<const char*>;
};

template <class Op, class Class>
concept of_class = stream_operator<Op> && std::same_as<typename Op::algebra, Class>;

} // namespace dbsp
