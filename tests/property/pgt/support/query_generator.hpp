/// Random queries as circuits: over three small tables, with the operators that SQL has, several deep.
#pragma once

#include <pgt/bind/query.hpp>
#include <pgt/circuit/functions.hpp>

#include "property/support/generate.hpp"

#include <string>
#include <utility>
#include <vector>

namespace pgt::test {

/// What a column holds: integers or text, both with NULLs.
enum class kind : std::uint8_t { integer, text };

/// A circuit and what its columns hold.
struct typed {
    circuit rows;
    std::vector<kind> columns;
};

/// A table of the tests: `key` says whether its first column is a primary key.
struct table {
    std::string name;
    std::vector<kind> columns;
    bool key = false;
};

/// Three tables: two with keys; one without, so that it may hold a row many times.
[[nodiscard]] std::vector<table> tables();

/// A table as a source of circuits; its name there is its index: "s0".
[[nodiscard]] bind::source source_of(const table& t, std::size_t index);

/// A query of at most `depth` operators above its tables.  `*random_query(3)` inside a property; shrinks to fewer.
[[nodiscard]] rc::Gen<typed> random_query(int depth);

/// Window functions over a table with a key, in one order that an index may have; perhaps only the first rows of each partition.
[[nodiscard]] rc::Gen<typed> random_ordered_query();

/// A few changes to a table: rows that come (+1) and rows that go (-1) out of those that are there; keys stay unique.
using bag = dbsp::zset<row, dbsp::default_weight>;
[[nodiscard]] rc::Gen<bag> random_change(const table& t, const bag& now);

} // namespace pgt::test
