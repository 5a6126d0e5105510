/// `same_circuit`: whether two circuits are one by their form.
#pragma once

#include <pgt/circuit/functions.hpp>

#include <set>
#include <utility>

namespace pgt::lower {

/// Compares operators, their functions, and the names of leaves.  Circuits that are found to be the same have the same rows; recursions never are.
class same_circuit {
  public:
    bool operator()(const circuit& a, const circuit& b);

  private:
    bool compare(const circuit& a, const circuit& b);

    std::set<std::pair<const void*, const void*>> same_; ///< by identity; the circuits outlive this
};

class piece;
/// Whether two operators are the same with the same functions, whatever their inputs are.
[[nodiscard]] bool are_same_operators(const piece& a, const piece& b);

/// Whether two keys are the same columns, which match in the same way.
[[nodiscard]] bool is_same_key(const key& a, const key& b);

/// Whether two calls compute the same, however they are written.
[[nodiscard]] bool is_same_call(const aggregate_call& a, const aggregate_call& b);

} // namespace pgt::lower
