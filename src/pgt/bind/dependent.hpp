/// `dependent`: a subquery that is joined with the rows around it.
#pragma once

#include <pgt/circuit/functions.hpp>

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace pgt::bind::detail {

/// What becomes of the rows around a subquery.
enum class dependency : std::uint8_t {
    exists,        ///< those stay that have a row of the subquery
    not_exists,    ///< those stay that have none
    mark,          ///< a column says whether they have one
    value,         ///< a column has the value of the subquery, and another one the number of its rows
    rows,          ///< they are joined with the rows of the subquery
    rows_or_nulls, ///< the same, and those that have none stay, with NULLs
};

struct dependent {
    dependency kind = dependency::exists;
    circuit subquery;
    std::size_t width = 0;      ///< how many columns the subquery has
    std::string leaf;           ///< the outer leaf of the subquery
    std::size_t leaf_width = 0; ///< how many columns it has
    std::vector<expression>
        columns; ///< those columns, and operands that it is compared with, over the rows around it
    std::vector<expression> on;     ///< over `columns` followed by the columns of the subquery
    std::set<std::size_t> read;     ///< the columns of the leaf that it reads
    std::vector<std::size_t> added; ///< the numbers of the columns that it adds
    int at = -1;
};

/// The columns that numbers depend on.  The number of a subquery's result depends on what the subquery reads.
[[nodiscard]] std::set<std::size_t> read_through(std::set<std::size_t> numbers,
                                                 const std::vector<dependent>& subqueries);

} // namespace pgt::bind::detail
