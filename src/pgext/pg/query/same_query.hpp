/// What two analysed queries have in common.
#pragma once

#include "pg/query/analysis.hpp"

#include <string>
#include <vector>

namespace pgt::pg {

/// Whether they mean the same by their form, however they were written: white space, the case of keywords and redundant parentheses do not
/// count.
[[nodiscard]] bool is_same_query(const analysed_query& one, const analysed_query& other);

/// Whether nothing but names of columns of the result differs.
[[nodiscard]] bool differs_in_names_only(const analysed_query& one, const analysed_query& other);

/// A column of a result that has got another name.
struct renamed_column {
    std::string from;
    std::string to;
};

/// The columns of `before` that `now` computes by the same expression of the same FROM, under names that `before` has not.
[[nodiscard]] std::vector<renamed_column> renamed_columns(const analysed_query& before,
                                                          const analysed_query& now);

} // namespace pgt::pg
