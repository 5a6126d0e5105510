/// `source`: a relation that a bound query reads.
#pragma once

#include <pgt/bind/catalog.hpp>
#include <pgt/expr/expression.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace pgt::bind {

/// What a source shows of another one: the rows for which a condition holds that reads the clock.
struct clocked {
    std::size_t base = 0; ///< the index of the other source
    expression condition; ///< over its columns
};

/// A relation that the circuit reads.  Its leaf is `dbsp::source<circuit>(name)`; the rows of the leaf have a column for each
/// column of the relation, at the same index, of which only those in `used` are read.
struct source {
    std::string name; ///< "s0", "s1", ...: one for each relation, however often the query names it
    relation_info relation;
    std::vector<std::size_t> used; ///< ascending
    std::optional<clocked> by_clock =
        {}; ///< its rows come and go as time passes; the relation is that of its base
};

} // namespace pgt::bind
