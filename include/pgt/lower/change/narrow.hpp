/// `narrower`: joins of a change with a state compute only the groups of that state that the change meets.
///
/// The tables of a state need no help: an index finds the partners of a change.  Groups, distinct rows and the like are computed, and
/// PostgreSQL would compute all of them to join a few.  So the state is restricted to the keys of the change,
/// `join(d, s) = join(d, restrict(s, d))`, and the restriction moves down to the tables by the rules of the library.
///
/// PostgreSQL has neither indexes nor statistics for the state of a table before its changes.  So where a change is joined with
/// one, it is joined with the table and with the table's own change: `join(d, now - change) = join(d, now) - join(d, change)`.
#pragma once

#include <pgt/circuit/by_circuit.hpp>
#include <pgt/lower/piece/leaf.hpp>

#include <optional>
#include <vector>

namespace pgt::lower {

class piece;

class narrower {
  public:
    circuit operator()(const circuit& c);

  private:
    circuit rebuilt(const circuit& c);
    std::optional<circuit> with_partners(const piece& p, const std::vector<circuit>& in);
    bool restrict_state(const piece& p, std::vector<circuit>& inputs);
    std::optional<circuit> distributed(const piece& p, const std::vector<circuit>& in);
    bool meets(const circuit& change, const circuit& state);
    bool is_small(const circuit& c);
    bool is_computed(const circuit& c);

    by_circuit<circuit> done_;
    by_circuit<bool> small_;
    by_circuit<bool> computed_;
    leaf_search reads_before_{[](const leaf& read) { return read.of == version::before; }};
};

} // namespace pgt::lower
