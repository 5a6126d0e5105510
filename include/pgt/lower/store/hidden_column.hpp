/// `hidden_column`: what upkeep stores beside the columns of the query.
#pragma once

#include <string>

namespace pgt::lower {

/// A column of a stream table beside `__pgt_row_id` and those of the query.
struct hidden_column {
    std::string name;    ///< begins with `__pgt_`
    std::string type;    ///< as `format_type` prints it
    std::string purpose; ///< a sentence for people
};

} // namespace pgt::lower
