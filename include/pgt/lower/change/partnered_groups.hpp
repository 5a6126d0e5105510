/// `partnered_groups`: of groups whose change is joined, only those with a partner are computed.
///
///     join(a, g(restrict(z, c)) - g(restrict(z', c))) = the same with semijoin(c, a) for c
///
/// where g is an aggregate by columns that the join compares, c the change of its rows z', which are z now, and `a` does not change. Without the rule all groups that a change
/// touches are computed twice, before a condition on `a` leaves most of them out.
///
/// Law: the circuit gives what it gave (tests/property/pgt/resolve.cpp).
#pragma once

#include <pgt/circuit/by_circuit.hpp>
#include <pgt/lower/facts/typing.hpp>
#include <pgt/lower/piece/leaf.hpp>
#include <pgt/lower/piece/piece.hpp>

#include <cstddef>
#include <optional>

namespace pgt::lower {

class partnered_groups {
  public:
    explicit partnered_groups(typing& types);

    circuit operator()(const circuit& c);

  private:
    circuit rebuilt(const circuit& c);
    std::optional<circuit> with_partners(const piece& join);
    std::optional<circuit> restricted(const circuit& groups, const key& by, const circuit& partners,
                                      const key& of_partners);
    std::optional<circuit> restricted_change(const piece& difference, const key& by, const circuit& partners,
                                             const key& of_partners);
    [[nodiscard]] bool tells_partners(const column_type& of_group, const column_type& of_partner) const;
    bool is_selective(const circuit& c);
    bool is_unchanged(const circuit& c);

    typing& types_;
    by_circuit<circuit> done_;
    leaf_search reads_other_version_;
};

} // namespace pgt::lower
