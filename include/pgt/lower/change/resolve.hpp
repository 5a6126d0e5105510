/// `resolver`: circuits of changes without memory.
///
/// `incrementalize` speaks of states as sums of changes, `integrate(d)` and `delay(integrate(d))`.  A database has them at hand: the
/// state *now* of the piece whose changes `d` carries is that piece over the tables as they are; the state *before* is the same
/// over the tables less their changes.  What depends on no changed source has no changes, and its terms vanish: with one changed
/// source, nothing is computed *before* but what reads that source itself.
/// Law: for all states and changes, the resolved circuit over (now, before, change) gives what the circuit of changes gives
/// (tests/property/pgt/resolve.cpp).
#pragma once

#include <pgt/lower/piece/leaf.hpp>
#include <pgt/lower/piece/source_set.hpp>

#include <dbsp/pass/origins.hpp>

#include <optional>

namespace pgt::lower {

class piece;

class resolver {
  public:
    resolver(const bind::query& query, const dbsp::origins<circuit>& made, const source_set& changed);
    resolver(const resolver&) = delete;
    resolver& operator=(const resolver&) = delete;

    /// A circuit of changes with leaves in the place of states; nothing where it never carries a change.
    const std::optional<circuit>& changes(const circuit& d);
    /// A piece of the query, before the changes.
    const circuit& before(const circuit& q);
    /// Whether a piece of the query reads a source that changed.
    bool reads_change(const circuit& q) { return reads_(q); }

    // What operators compose their changes of:

    /// The piece of the query whose changes a circuit carries.
    [[nodiscard]] circuit origin(const circuit& d) const;
    /// The change of a source.
    [[nodiscard]] std::optional<circuit> changed_leaf(const leaf& source) const;
    /// The state before of a sum of changes.
    [[nodiscard]] std::optional<circuit> before_sum(const circuit& sum);
    /// The operator over the changes of its inputs, where it gives nothing if one of them has none: an operator with one input, a
    /// product of two, the restriction to touched keys.
    [[nodiscard]] std::optional<circuit> nothing_from_nothing(const piece& p);

  private:
    circuit before_of(const circuit& q);

    const bind::query& query_;
    const dbsp::origins<circuit>& made_;
    const source_set& changed_;
    by_circuit<std::optional<circuit>> changes_;
    by_circuit<circuit> before_;
    leaf_search reads_;
};

} // namespace pgt::lower
