/// `restriction_pusher`: restrictions moved to the tables, through outer joins and across the equalities of joins.
///
/// A rule of the library moves a restriction to the side of a join whose columns its key reads.  Where these columns are equal to columns
/// of the other side, the rows there that have a partner have restricted keys too:
///
///     join(restrict(a, d, g, kd), b) = join(restrict(a, d, g, kd), restrict(b, d, h, kd'))
///
/// with `h` the columns of `b` that the join compares with some of `g`, and `kd'` the part of `kd` that belongs to them.  The same holds for
/// the side of an outer join that may be missing and for the second input of a semijoin and an antijoin: what cannot be a partner does
/// not count.  It is done where that side is computed: PostgreSQL would compute all of it, or takes it by index without help.
///
/// Equality has to be transitive: the three columns have types of which two are the same.
/// Law: the circuit gives what it gave (tests/property/pgt/resolve.cpp).
#pragma once

#include <pgt/circuit/by_circuit.hpp>
#include <pgt/lower/facts/typing.hpp>
#include <pgt/lower/piece/leaf.hpp>
#include <pgt/lower/piece/piece.hpp>

#include <cstddef>
#include <optional>
#include <vector>

namespace pgt::lower {

class restriction_pusher {
  public:
    explicit restriction_pusher(typing& types);

    circuit operator()(const circuit& c);

  private:
    /// `restrict(_, change, own, of_change)`.
    struct restriction {
        circuit change;
        key own;
        key of_change;
    };

    circuit rebuilt(const circuit& c);
    circuit restricted(const circuit& rows, const restriction& by);
    std::optional<circuit> below(const circuit& rows, const restriction& by);
    std::optional<circuit> below_sides(const piece& here, const restriction& by);
    std::optional<circuit> below_kept(const piece& here, const restriction& by);
    circuit on_both(const piece& here, std::size_t side, const restriction& by);
    std::optional<restriction> across(const piece& here, std::size_t side, const restriction& by);
    bool is_computed(const circuit& c);
    bool is_worth_it(const piece& here, const circuit& other);

    typing& types_;
    by_circuit<circuit> done_;
    by_circuit<bool> computed_;
    leaf_search reads_before_;
};

} // namespace pgt::lower
