/// `expression`: a SQL expression over the columns of a row, which can be printed and, for the operations that the reference
/// evaluator knows, evaluated.
#pragma once

#include <pgt/error.hpp>
#include <pgt/expr/value.hpp>
#include <pgt/sql/text.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
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

/// An expression was evaluated in memory that only PostgreSQL can compute.
class not_evaluable : public std::logic_error {
    using std::logic_error::logic_error;
};

/// Immutable; copies share.
class expression {
  public:
    /// The column at `index` of the row.
    static expression column(std::size_t index);
    /// A constant that PostgreSQL reads as `printed`; `known` is its value where the evaluator has its type.
    static expression constant(sql::text printed, std::optional<value> known = std::nullopt);
    /// NULL.
    static expression null() { return constant(sql::build("NULL"), value()); }
    /// `pieces[0] args[0] pieces[1] args[1] ... pieces[n]`, which must stand for itself wherever it is put: an infix operator
    /// brings its own parentheses.
    static expression call(operation op, std::vector<sql::text> pieces, std::vector<expression> args);
    /// `(left symbol right)`.
    static expression infix(operation op, expression left, sql::pattern<> symbol, expression right);

    /// SQL, with `columns[i]` for column i.
    [[nodiscard]] sql::text print(std::span<const sql::text> columns) const;
    /// Its value for a row.  Errors: `not_evaluable` for what only the server can compute.
    [[nodiscard]] value evaluate(const row& columns) const;

    /// Itself with `columns[i]` in the place of column i.
    [[nodiscard]] expression substitute(std::span<const expression> columns) const;
    /// Itself with `replacement(part)` in the place of each part for which that gives something, the largest parts first.
    using part_replacement = std::function<std::optional<expression>(const expression&)>;
    [[nodiscard]] expression replaced(const part_replacement& replacement) const;
    /// Itself with column i renumbered `i + by`.
    [[nodiscard]] expression shifted(std::ptrdiff_t by) const;

    [[nodiscard]] std::optional<std::size_t> as_column() const { return target_->column; }
    [[nodiscard]] bool is_constant() const { return !target_->column && target_->args.empty(); }
    /// The value of a constant, where it is known.
    [[nodiscard]] const std::optional<value>& known() const { return target_->known; }
    [[nodiscard]] operation op() const { return target_->op; }
    [[nodiscard]] std::span<const expression> args() const { return target_->args; }
    /// The columns it reads.
    [[nodiscard]] std::set<std::size_t> columns() const;
    /// Whether it is built the same way.
    friend bool operator==(const expression& a, const expression& b) {
        return a.target_ == b.target_ || *a.target_ == *b.target_;
    }

  private:
    struct node {
        std::optional<std::size_t> column = {};
        operation op = operation::server;
        std::vector<sql::text> pieces = {};
        std::vector<expression> args = {};
        std::optional<value> known = {};
        std::size_t size = 1; ///< how many operations print

        friend bool operator==(const node&, const node&) = default;
    };
    /// Copies share, so an expression put into itself again and again takes no memory; its text would.
    static constexpr std::size_t most_operations = 100'000;

    static expression make(node n);
    explicit expression(std::shared_ptr<const node> target) : target_(std::move(target)) {}

    void print_into(std::vector<sql::text>& out, std::span<const sql::text> columns) const;
    template <class Column> [[nodiscard]] expression with_columns(const Column& replacement) const;

    std::shared_ptr<const node> target_;
};

/// `first AND second`.
[[nodiscard]] expression conjunction(expression first, expression second);

} // namespace pgt
