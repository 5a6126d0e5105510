/// `query`: a SELECT bound to its tables, as a circuit.
#pragma once

#include <pgt/bind/catalog.hpp>
#include <pgt/circuit/functions.hpp>

#include <string>
#include <vector>

namespace pgt::bind {

/// A relation that the circuit reads.  Its leaf is `dbsp::source<circuit>(name)`; the rows of the leaf have a column for each
/// column of the relation, at the same index, of which only those in `used` are read.
struct source {
    std::string name; ///< "s0", "s1", ...: one for each relation, however often the query names it
    relation_info relation;
    std::vector<std::size_t> used; ///< ascending
};

/// The leaf with a single row of no columns, which never changes: what makes aggregates without GROUP BY give their one row.
inline constexpr const char* unit_source = "unit";

struct query {
    circuit root;
    std::vector<std::string> columns; ///< names of the output, in the order of the root's rows
    std::vector<source> sources;
};

} // namespace pgt::bind
