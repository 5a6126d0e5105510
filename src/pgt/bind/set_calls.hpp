/// `set_call`: a set-returning function in a select list.
#pragma once

#include "bind/part.hpp"
#include "bind/windowing.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace pgt::bind::detail {

/// A call over the numbers of columns, and the number of the column that it adds.  Those of one depth are gone through in step; they
/// are called with the results of those of smaller depths.
struct set_call {
    row_function function;
    std::string name;
    std::size_t number = 0;
    std::size_t depth = 0;
};

/// The rows that set-returning functions make of the rows of a part.
[[nodiscard]] part with_sets(part p, std::span<const set_call> sets, std::size_t width);

/// `values` over the rows of a part, after window functions have seen all rows, and set-returning functions have made rows of each.
/// Errors: 0A000 for a window that is made of the results of set-returning functions.
[[nodiscard]] circuit outputs_of(const part& p, const windowing& windows, std::span<const set_call> sets,
                                 const std::vector<expression>& values, std::size_t width, int at);

} // namespace pgt::bind::detail
