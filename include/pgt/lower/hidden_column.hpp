/// `hidden_column`: what upkeep stores beside the columns of the query.
#pragma once

#include <string>

namespace pgt::lower {

/// The name of the column by which a row is found: a hash of its key, or of all of it where it has none; a key that is one whole
/// number is its own hash.
inline constexpr const char* row_id_column = "__pgt_row_id";

/// A column of a stream table beside `__pgt_row_id` and those of the query.
struct hidden_column {
    std::string name;    ///< begins with `__pgt_`
    std::string type;    ///< as `format_type` prints it
    std::string purpose; ///< a sentence for people
};

} // namespace pgt::lower
