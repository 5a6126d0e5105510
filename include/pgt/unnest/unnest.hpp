/// `unnester`: subqueries that read the row around them, made independent of it.
///
/// A subquery is a circuit with a leaf of its own, the *outer leaf*, which holds one row: the row of the outer query that the subquery
/// is asked about.  Evaluating it once for each outer row is the *dependent join*.  The unnester removes the dependency: it computes
/// the rows that the subquery has for all outer rows together, and the condition that connects them with an outer row.
/// Law: for all rows, the result is the union over the outer rows o of {o} x subquery(o) (tests/property/pgt/unnest.cpp).
#pragma once

#include <pgt/circuit/functions.hpp>
#include <pgt/circuit/recursion.hpp>
#include <pgt/unnest/known_domains.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace pgt::unnest {

/// A column of a leaf.
struct leaf_column {
    std::string leaf;
    std::size_t column = 0;
};

/// What is known of the leaves of circuits.
class leaf_facts {
  public:
    leaf_facts() = default;
    leaf_facts(const leaf_facts&) = delete;
    leaf_facts& operator=(const leaf_facts&) = delete;
    virtual ~leaf_facts() = default;

    /// The number of columns.
    [[nodiscard]] virtual std::size_t width(const std::string& leaf) const = 0;
    [[nodiscard]] virtual bool never_null(const leaf_column& column) const = 0;
    /// Whether equal values look equal.
    [[nodiscard]] virtual bool image_is_equality(const leaf_column& column) const = 0;
    /// Sets of columns that no two rows share.
    [[nodiscard]] virtual std::vector<std::vector<std::size_t>> keys(const std::string& leaf) const = 0;
    /// Whether `=` between the two columns means what grouping by `b` means: of the values that `b`'s type tells apart at most one is
    /// equal to a value of `a`.
    [[nodiscard]] virtual bool determines(const leaf_column& a, const leaf_column& b) const = 0;
    /// What a recursion that is being made imports; the first one has the columns of the iterate.
    [[nodiscard]] virtual circuit imported(const import_of& which) const;
};

/// The number of columns of a circuit.
[[nodiscard]] std::size_t width_of(const circuit& c, const leaf_facts& facts);

/// The rows around a subquery.
struct outer_rows {
    circuit rows;
    std::string leaf;                ///< the outer leaf of the subquery
    std::size_t leaf_width = 0;      ///< how many columns the subquery knows of it
    std::vector<expression> columns; ///< those columns over `rows`, and more, which only conditions read
    int at = -1;                     ///< where the subquery stands, for errors
};

/// Conditions between an outer row and a row of the subquery: over the columns of the outer leaf, followed by those of the subquery.
using pair_expressions = std::vector<expression>;

/// Unnests one subquery.  Errors: `user_error` 0A000 for a dependency that cannot be removed.
class unnester {
  public:
    /// `domains` are those of the subqueries of one query; `unit` is the name of the leaf with one row of no columns.
    unnester(const leaf_facts& facts, known_domains& domains, std::string unit, outer_rows around);

    /// The outer rows for which the subquery has a row that satisfies the conditions: EXISTS.
    [[nodiscard]] circuit semijoined(const circuit& subquery, const pair_expressions& on) const;
    /// The outer rows for which it has none: NOT EXISTS.
    [[nodiscard]] circuit antijoined(const circuit& subquery, const pair_expressions& on) const;
    /// The outer rows, each with a last column that says whether it has one: a mark join.
    [[nodiscard]] circuit marked(const circuit& subquery, const pair_expressions& on) const;
    /// Each outer row followed by each of its rows of the subquery that satisfies the conditions: LATERAL.
    [[nodiscard]] circuit joined(const circuit& subquery, const pair_expressions& on) const;
    /// The same, and each outer row without one, followed by NULLs: LEFT JOIN LATERAL.
    [[nodiscard]] circuit left_joined(const circuit& subquery, const pair_expressions& on) const;
    /// The outer rows, each followed by the first column of its row of the subquery, NULL where there is none; and by the number of
    /// these rows where it may be more than one, which is an error if the value is needed.
    struct valued {
        circuit rows;
        bool counted = false;
    };
    [[nodiscard]] valued with_value(const circuit& subquery) const;

  private:
    class implementation;
    template <class Rows>
    auto attempt(const circuit& subquery, const pair_expressions& on, const Rows& rows_of) const;

    const leaf_facts& facts_;
    known_domains& domains_;
    std::string unit_;
    outer_rows around_;
};

} // namespace pgt::unnest
