/// `expression`: a SQL expression over the columns of a row, which can be printed and, for the operations that the reference
/// evaluator knows, evaluated.
#pragma once

#include <pgt/expr/value.hpp>
#include <pgt/sql/text.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace pgt {

/// What an operation computes, as far as it can be computed in memory.  `server`: only PostgreSQL can.
enum class operation : std::uint8_t {
    server,
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    add,
    subtract,
    multiply,
    logical_and,
    logical_or,
    logical_not,
    is_null,
    is_not_null,
    is_distinct,
    is_not_distinct,
    is_true,
    coalesce,
    case_when, ///< condition, result, condition, result, ..., else
};

/// Immutable; copies share.
class expression {
  public:
    /// The column at `index` of the row.
    static expression column(std::size_t index);
    /// A constant that PostgreSQL reads as `printed`; `known` is its value where the evaluator has its type.
    static expression constant(sql::text printed, std::optional<value> known = std::nullopt);
    /// `pieces[0] args[0] pieces[1] args[1] ... pieces[n]`; printed between parentheses of its own where it needs them.
    static expression call(operation op, std::vector<sql::text> pieces, std::vector<expression> args);

    /// SQL, with `columns[i]` for column i.
    [[nodiscard]] sql::text print(std::span<const sql::text> columns) const;
    /// Its value for a row.  Errors: `not_evaluable` for what only the server can compute.
    [[nodiscard]] value evaluate(const row& columns) const;

    /// Itself with `columns[i]` in the place of column i.
    [[nodiscard]] expression substitute(std::span<const expression> columns) const;
    /// Itself with column i renumbered `i + by`.
    [[nodiscard]] expression shifted(std::ptrdiff_t by) const;

    [[nodiscard]] std::optional<std::size_t> as_column() const;
    [[nodiscard]] bool is_constant() const;
    [[nodiscard]] operation op() const;
    [[nodiscard]] std::span<const expression> args() const;
    /// The columns it reads.
    [[nodiscard]] std::set<std::size_t> columns() const;
    /// Whether it is built the same way.
    friend bool operator==(const expression& a, const expression& b);

  private:
    struct node;
    explicit expression(std::shared_ptr<const node> target) : target_(std::move(target)) {}
    std::shared_ptr<const node> target_;
};

/// An expression was evaluated in memory that only PostgreSQL can compute.
class not_evaluable : public std::logic_error {
    using std::logic_error::logic_error;
};

} // namespace pgt
