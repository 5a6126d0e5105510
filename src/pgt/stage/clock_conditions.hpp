/// Conditions on the clock: where they stand in a circuit, and what they make of the sources of its stages.
///
///     filter(x, condition on the clock) = a source whose rows come and go, where x is a source or a state
///
/// The change of such a source follows from that of x and from the two moments (clocked_statements.hpp); all that is above it is maintained
/// by the rules that there are.
#pragma once

#include <pgt/bind/query.hpp>
#include <pgt/lower/facts/typing.hpp>
#include <pgt/stage/cut.hpp>

#include <vector>

namespace pgt::stage {

/// A circuit whose conditions on the clock stand on leaves and on nodes at which it has to be cut.
struct clock_conditions {
    circuit root;
    std::vector<cut> cuts;
};

/// Moves the conditions of a query that read the clock towards its sources.  Law: the circuit means the same at each moment.  Errors:
/// `user_error` 0A000 for those that can be maintained nowhere.
[[nodiscard]] clock_conditions moved_clock_conditions(const bind::query& query, lower::typing& types);

/// Puts sources that come and go by the clock in the place of the conditions on leaves, and adds these sources to the queries, which all
/// have the same sources.  Errors: `user_error` 0A000 where the clock is read anywhere else than in what the last query shows.
void add_clocked_sources(std::vector<bind::query>& queries);

} // namespace pgt::stage
