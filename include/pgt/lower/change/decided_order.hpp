/// `decided_order`: limits whose rows are a function of the rows they are taken from.
///
/// Where ORDER BY leaves rows open, PostgreSQL takes any of them.  A change is the difference of the rows now and before, both computed:
/// they have to be taken by the same rule, and the stored rows too.  Columns that no two rows share decide where there are some that can
/// be compared, since an index may have them; else the image of the row, in which two rows that differ differ.
/// Done once, to the query: of a state before changes, say, no keys are known.
#pragma once

#include <pgt/circuit/by_circuit.hpp>
#include <pgt/lower/facts/typing.hpp>
#include <pgt/lower/facts/unique_key.hpp>
#include <pgt/lower/piece/piece.hpp>

#include <cstddef>
#include <optional>
#include <vector>

namespace pgt::lower {

class decided_order {
  public:
    decided_order(const bind::query& query, typing& types) : types_(types), keys_(query, types) {}

    circuit operator()(const circuit& c);

  private:
    circuit rebuilt(const circuit& c);
    std::optional<std::vector<std::size_t>> decider(const row_limit& limit, const circuit& rows);

    typing& types_;
    key_finder keys_;
    by_circuit<circuit> done_;
};

} // namespace pgt::lower
