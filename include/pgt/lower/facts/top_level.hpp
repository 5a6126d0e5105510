/// What stands at the top of a query, below maps and filters: what decides how a change is applied.
#pragma once

#include <pgt/circuit/functions.hpp>
#include <pgt/lower/facts/typing.hpp>

#include <cstddef>
#include <optional>
#include <vector>

namespace pgt::lower {

/// `map(columns, filter(having, below))`, with the maps and filters joined into one of each.
struct peeled {
    circuit below;
    std::optional<expression> having; ///< over the columns of `below`
    std::vector<expression> columns;  ///< the same
};

/// Removes the maps and filters at the top of a circuit; none unless a grouping, window functions or a recursion are below them.
[[nodiscard]] std::optional<peeled> peel(const circuit& root, typing& types);

/// `map(columns, filter(having, aggregate(key, calls, in)))`: a query with groups at its top.
struct grouped_query {
    circuit in;
    key group;
    std::vector<aggregate_call> calls;
    std::optional<expression> having; ///< over the key columns and the results of the calls
    std::vector<expression> columns;  ///< the same
};

/// The groups at the top of a query; none where its rows are no groups.  DISTINCT is a group of equal rows.
[[nodiscard]] std::optional<grouped_query> groups_of(const circuit& root, typing& types);

/// The circuit of a grouped query over other rows.
[[nodiscard]] circuit circuit_of(const grouped_query& q, circuit in);

/// `map(columns, filter(condition, group_transform(partition, windows, in)))`: a query with window functions at its top; or the same with
/// `top_k`: LIMIT or DISTINCT ON at its top. Its rows are a function of the rows of their partition.
struct windowed_query {
    circuit in;
    key partition;                       ///< columns of `in`
    group_function windows;              ///< window functions, or a limit
    std::optional<expression> condition; ///< over the columns of `in` and the results of window functions
    std::vector<expression> columns;     ///< the same
};

/// The window functions or the limit at the top of a query; none where there are no such.
[[nodiscard]] std::optional<windowed_query> windows_of(const circuit& root, typing& types);

/// The circuit of a query with window functions over other rows.
[[nodiscard]] circuit circuit_of(const windowed_query& q, circuit in);

} // namespace pgt::lower
