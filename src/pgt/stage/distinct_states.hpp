/// `with_distinct_states`: the cuts of a query, all of them at nodes.
#pragma once

#include <pgt/lower/facts/typing.hpp>
#include <pgt/stage/cut.hpp>

#include <vector>

namespace pgt::stage {

/// A query and the nodes at which it is cut, whose rows are stored.
struct cut_query {
    circuit root;
    std::vector<cut> cuts;
};

/// Puts distinct rows in the place of DISTINCT where a cut says so, and cuts at them.
[[nodiscard]] cut_query with_distinct_states(cut_query query, lower::typing& types);

} // namespace pgt::stage
