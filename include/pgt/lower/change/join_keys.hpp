/// `join_keys`: joins whose keys can be looked up.
///
/// The front end takes `a = b` for a key wherever each side of it is of one input.  But `=` of some types compares areas or lengths,
/// and between some types it means another thing than grouping by a common type: such a pair becomes a condition on the pair of rows.
#pragma once

#include <pgt/circuit/by_circuit.hpp>
#include <pgt/lower/facts/typing.hpp>
#include <pgt/lower/piece/piece.hpp>

#include <optional>

namespace pgt::lower {

class join_keys {
  public:
    explicit join_keys(typing& types) : types_(types) {}

    /// The circuit with keys that mean grouping.
    circuit operator()(const circuit& c);

  private:
    circuit rebuilt(const circuit& c);
    std::optional<join_match> demoted(const join_match& on, const circuit& a, const circuit& b);

    typing& types_;
    by_circuit<circuit> done_;
};

} // namespace pgt::lower
