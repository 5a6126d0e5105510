/// `source`: a relation that a bound query reads.
#pragma once

#include <pgt/bind/catalog.hpp>

#include <cstddef>
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

} // namespace pgt::bind
