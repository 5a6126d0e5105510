/// A recursion: its changes go on from its rows, which are the stream table.
#pragma once

#include <pgt/lower/change/lowered_query.hpp>
#include <pgt/lower/facts/recursive_query.hpp>
#include <pgt/lower/facts/typing.hpp>
#include <pgt/lower/sql/block.hpp>
#include <pgt/lower/store/strategy/strategy.hpp>

namespace pgt::lower {

/// What recursions of both kinds have in common: all of their columns are stored, with an index on those that their step reads.
class recursion_strategy : public strategy {
  public:
    [[nodiscard]] circuit changing() const override;
    [[nodiscard]] bool holds_state() const override { return true; }
    /// What the step joins its iterate by: there it starts from the changes of other tables.
    [[nodiscard]] std::vector<std::vector<std::string>> looked_up() const override;

  protected:
    recursion_strategy(lowered_query& q, const sql::qname& target, recursive_query top);

    /// The columns of the recursion as they are stored, `s` being the stream table.
    [[nodiscard]] std::vector<sql::text> stored_columns() const;
    /// The rows of the recursion as they are stored, those for which the conditions hold.
    [[nodiscard]] sql::text stored_rows(const std::vector<sql::text>& conditions = {}) const;
    /// The block with the types of the recursion: both of its parts must agree on them to the letter.
    [[nodiscard]] block cast(const block& b) const;

    recursive_query top_;
    row_type rows_;
    std::vector<std::size_t> iterate_; ///< where the columns of the recursion are stored
};

} // namespace pgt::lower
