/// `expansion`: a row, followed by each row that functions make of it.
#pragma once

#include <pgt/expr/expression.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pgt {

/// A call in FROM, or in a select list, over the columns of a row.
struct row_function {
    expression call;
    sql::text definitions = {}; ///< of the columns of a record: `a integer, b text`
    bool is_series = false;     ///< generate_series, which the reference evaluator knows for integers

    friend bool operator==(const row_function&, const row_function&) = default;
};

/// The functions of one item of FROM, or of one select list, which are gone through in step: one that ends before another has NULLs
/// from there on.
struct function_rows {
    std::vector<row_function> functions;
    std::vector<std::string> columns; ///< the names of what they add to the row
    bool in_select_list = false;      ///< each call is one column, also where it gives a row
    bool ordinality = false;          ///< the last column is a number, from 1 on
    bool gives_one_row = false;       ///< whatever its arguments are
    /// A row of which the functions make none that meets the condition is kept, with NULLs.  The condition reads the row and
    /// the columns added.
    bool keeps_rows = false;
    std::optional<expression> condition = {};
};

/// `row -> rows`.
class expansion {
  public:
    explicit expansion(function_rows made) : made_(std::move(made)) {}

    /// Errors: `not_evaluable` for functions that only the server can compute.
    std::vector<row> operator()(const row& columns) const;

    [[nodiscard]] const function_rows& made() const { return made_; }
    [[nodiscard]] std::size_t width() const { return made_.columns.size(); }
    /// Whether some call reads a column.
    [[nodiscard]] bool reads_columns() const;
    /// What stands in FROM: `f(...)`, `ROWS FROM (f(...), g(...)) WITH ORDINALITY`, `(SELECT f(...), g(...))`.
    [[nodiscard]] sql::text print(std::span<const sql::text> columns) const;
    [[nodiscard]] std::string label() const;

  private:
    function_rows made_;
};

} // namespace pgt
