/// `lineage_of`: which columns of which relations the columns of a view are made of.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pgt::pg {

struct lineage {
    std::optional<std::string> output; ///< none: the source decides which rows there are
    oid relation = no_oid;             ///< a table; views are looked through
    std::string column;                ///< of it; * stands for whole rows
    /// direct, expression, window, or the name of an aggregate; without an output filter, join_key or group_key.
    std::string transform;
};

/// The query of a view is read as the server keeps it: nothing in it is run or planned. Throws `error` if there is no such view.
[[nodiscard]] std::vector<lineage> lineage_of(oid view);

} // namespace pgt::pg
