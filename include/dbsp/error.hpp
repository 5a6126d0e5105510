/// The exceptions of the library.  Misuse that the compiler can see is a compile-time error; what only data can
/// break is one of these, never a silently truncated result.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>

namespace dbsp {

/// Base of everything the library throws.
struct error : std::runtime_error {
    using std::runtime_error::runtime_error;

    [[nodiscard]] const char* what() const noexcept override {
        return text_ ? text_->c_str() : std::runtime_error::what();
    }
    /// Says where in a running circuit it was thrown.
    void add_place(const std::string& place) {
        text_ = std::make_shared<const std::string>(std::string(what()) + " (" + place + ")");
    }

  private:
    std::shared_ptr<const std::string> text_; // shared: exceptions are copied without throwing
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

/// A keyed input or a set of rows was to get a row whose key it has, or to lose one that it does not have.
struct key_error : error {
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

/// A snapshot cannot be written or read: it is damaged, cut off, of another version or of another circuit.
struct snapshot_error : error {
    using error::error;
};

/// A store on disk cannot be made, written or read.
struct store_error : error {
    using error::error;
};

/// A row is older than what an input still takes.
struct late_error : error {
    using error::error;
};

/// `step()` was called within a step, on an evaluator whose earlier step threw, or on what was moved from.
struct broken_state_error : error {
    using error::error;
};

} // namespace dbsp
