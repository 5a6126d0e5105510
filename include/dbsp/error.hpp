/// The exceptions of the library.  Misuse that the compiler can see is a compile-time error; what only data can
/// break is one of these, never a silently truncated result.
#pragma once

#include <stdexcept>
#include <string>

namespace dbsp {

/// Base of everything the library throws.
struct error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A weight or an integer accumulator left the range of its type.
struct overflow_error : error {
    using error::error;
};

/// An argument outside the domain of a function, such as a division by zero.
struct domain_error : error {
    using error::error;
};

/// An operator that needs a bag (all weights >= 0) met a negative weight in its integrated input.
struct negative_weight_error : error {
    using error::error;
};

/// A fixpoint or a nested integral did not settle within its iteration budget.
struct budget_error : error {
    using error::error;
};

/// A circuit was built or bound wrongly: unknown input, one name with two row types, a foreign recursion variable.
struct circuit_error : error {
    using error::error;
};

/// `step()` was called on an engine or evaluator whose earlier step threw; its state is not usable any more.
struct broken_state_error : error {
    using error::error;
};

} // namespace dbsp
