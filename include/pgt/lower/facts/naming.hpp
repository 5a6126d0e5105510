/// What the columns of a circuit are made of, in the words of the query.
#pragma once

#include <pgt/bind/query.hpp>
#include <pgt/circuit/by_circuit.hpp>
#include <pgt/lower/facts/typing.hpp>
#include <pgt/lower/piece/leaf.hpp>

#include <vector>

namespace pgt::lower {

/// The columns of circuits as expressions over the columns of their tables, for people to read; c1, c2, ... where they are made of
/// none, as in recursion.
class column_names {
  public:
    column_names(const bind::query& query, typing& types) : query_(query), types_(types) {}

    const std::vector<sql::text>& of(const circuit& c);

    // What operators compose their names of:

    [[nodiscard]] std::vector<sql::text> of_leaf(const circuit& c, const leaf& which);
    /// c1, c2, ...
    [[nodiscard]] std::vector<sql::text> plain(const circuit& c);

  private:
    const bind::query& query_;
    typing& types_;
    by_circuit<std::vector<sql::text>> known_;
};

/// Expressions over columns with these names; of expressions too long to be read the name of a column.
[[nodiscard]] std::vector<sql::text> printed_names(const std::vector<expression>& list,
                                                   const std::vector<sql::text>& names);

} // namespace pgt::lower
