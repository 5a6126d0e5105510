/// `query`: a SELECT bound to its tables, as a circuit.
#pragma once

#include <pgt/bind/source.hpp>
#include <pgt/circuit/functions.hpp>

#include <string>
#include <vector>

namespace pgt::bind {

/// The leaf with a single row of no columns, which never changes: what makes aggregates without GROUP BY give their one row.
inline constexpr const char* unit_source = "unit";

/// The rows of a VALUES list: the leaf `dbsp::source<circuit>(name)`, which never changes.
struct constant_rows {
    std::string name; ///< "values0", "values1", ...
    std::vector<std::vector<expression>> rows;
};

struct query {
    circuit root;
    std::vector<std::string> columns; ///< names of the output, in the order of the root's rows
    std::vector<source> sources;
    std::vector<constant_rows> constants = {};
};

} // namespace pgt::bind
