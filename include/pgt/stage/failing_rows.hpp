/// `failing_rows`: the stored rows for which expressions of a query raise errors.
#pragma once

#include <pgt/sql/text.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace pgt::stage {

/// The rows of one operator's input for which one of its expressions raises an error.
struct failing_rows {
    std::string expressions;         ///< for people
    sql::text computation;           ///< the expressions, with `$n` for `values[n - 1]`
    std::vector<std::size_t> values; ///< which of the stored columns the expressions read
    std::vector<std::string> names;  ///< of the stored columns, for people; each once
};

} // namespace pgt::stage
