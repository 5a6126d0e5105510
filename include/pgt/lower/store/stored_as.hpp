/// `stored_as`: how the table that a plan is for is stored.
#pragma once

#include <string>
#include <vector>

namespace pgt::lower {

struct stored_as {
    /// The columns of the query by which the table is partitioned; none if it is not.
    std::vector<std::string> partitioned_by = {};
    /// Rows are only added to it: the statements for changes look for none, and fail where a row would go.
    bool appends = false;
};

} // namespace pgt::lower
