/// `touched_groups_of`: the change of groups as the rule for group-wise operators writes it: the groups that a change touches now, less those before.
#pragma once

#include <pgt/lower/piece/piece.hpp>

#include <optional>

namespace pgt::lower {

/// `now - before`, where each is an operator over `restrict(rows, touching, key)`.
struct touched_groups {
    circuit now;      ///< the operator over the rows of touched groups
    circuit before;   ///< the same of the rows before the change
    circuit change;   ///< the change of the rows
    circuit touching; ///< by what the rows are restricted: the change, or its support

    /// The difference with another circuit for what the rows are restricted by.
    [[nodiscard]] circuit with_change(const piece& difference, const circuit& fewer) const;
    /// The rows of touched groups now.
    [[nodiscard]] circuit rows_now() const { return piece(now).input(0); }
};

/// None for any other difference. Before restrictions are moved: afterwards the form is lost.
[[nodiscard]] std::optional<touched_groups> touched_groups_of(const piece& difference);

} // namespace pgt::lower
