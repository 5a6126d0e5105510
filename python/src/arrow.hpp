/// How Arrow tables become rows and back, through the PyCapsule interface.
#pragma once

#include "schema.hpp"

#include "machine.hpp"

namespace pydbsp {

/// The rows of an object with `__arrow_c_stream__` or `__arrow_c_array__`, with the weights of column `weights`, or 1.
/// Errors: `schema_error` where the columns are not those of the schema; `arrow::error`.
[[nodiscard]] changes rows_of_arrow(const schema& of, nb::handle from,
                                    const std::optional<std::string>& weights);

} // namespace pydbsp
