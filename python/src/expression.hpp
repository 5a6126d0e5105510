/// `expression`: what is computed from the columns of a row, without Python.
#pragma once

#include "schema.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace pydbsp {

/// The operations.  Their arguments have the types that the Python side has checked; None is unknown, as in SQL.
enum class operation : std::uint8_t {
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    logical_and,
    logical_or,
    logical_not,
    is_none,
    add,
    subtract,
    multiply,
    divide,       ///< of reals
    floor_divide, ///< of integers, rounded down
    modulo,       ///< of integers, with the sign of the divisor
    negate,
    concatenate,
    to_real,
    coalesce,
    case_when, ///< condition, result, condition, result, ..., else
};

/// Immutable; copies share.
class expression {
  public:
    static expression column(std::size_t index);
    static expression constant(value known);
    static expression call(operation op, std::vector<expression> args);

    /// Errors: `overflow_error` of integers, `domain_error` of a division by zero.
    [[nodiscard]] value evaluate(const row& columns) const;
    /// The same for the columns of two rows, one behind the other.
    [[nodiscard]] value evaluate(const row& left, const row& right) const;

  private:
    struct node;
    explicit expression(std::shared_ptr<const node> target) : target_(std::move(target)) {}
    template <class Columns> [[nodiscard]] value evaluate_with(const Columns& columns) const;
    std::shared_ptr<const node> target_;
};

/// Whether a condition is true, neither false nor unknown.
[[nodiscard]] bool is_true(const value& condition);

void bind_expression(nb::module_& m);

} // namespace pydbsp
