/// Joins of two circuits under conditions over the columns of both.
#pragma once

#include "unnest/column_facts.hpp"

#include <cstddef>

namespace pgt::unnest {

/// Two columns, one of each side, that have to be the same value, NULLs included.
struct same_columns {
    std::size_t left;
    std::size_t right;
};

/// What a pair of rows has to satisfy: conditions over the columns of the left side followed by those of the right.
struct pair_conditions {
    expressions conditions;
    std::vector<same_columns> same;

    [[nodiscard]] bool empty() const { return conditions.empty() && same.empty(); }
};

/// Two circuits to be joined; makes the nodes.
class pair_of_circuits {
  public:
    pair_of_circuits(column_facts& facts, circuit left, circuit right);

    /// All pairs that satisfy the conditions, the columns of both.
    [[nodiscard]] circuit inner(const pair_conditions& on) const;
    /// The same, and each left row without a partner, with NULLs.
    [[nodiscard]] circuit left(const pair_conditions& on) const;
    /// The same for the rows of both sides.
    [[nodiscard]] circuit full(const pair_conditions& on) const;
    /// The left rows with a partner.
    [[nodiscard]] circuit semi(const pair_conditions& on) const;
    /// The left rows without a partner.
    [[nodiscard]] circuit anti(const pair_conditions& on) const;

  private:
    /// Conditions by the side that they read, over the columns of that side; `rest` reads both, or none.
    struct separated_conditions {
        expressions left;
        expressions right;
        pair_conditions rest;
    };
    [[nodiscard]] separated_conditions separated(const pair_conditions& on) const;
    static circuit presence(const circuit& rows);
    [[nodiscard]] circuit by_presence(const circuit& right, expression keep) const;
    using match = dbsp::join_on<key, key, pair_condition>;
    [[nodiscard]] match matched(const pair_conditions& on) const;
    [[nodiscard]] pairing both() const;

    column_facts& facts_;
    circuit left_;
    circuit right_;
    std::size_t left_width_;
    std::size_t right_width_;
};

/// The rows for which all conditions are true.
[[nodiscard]] circuit filtered(circuit c, const expressions& conditions);
/// The operands of the ANDs of conditions; those that are always true are none.
[[nodiscard]] expressions conjuncts(const expressions& conditions);

} // namespace pgt::unnest
