/// Where the columns of a partition key stand.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace pgt::lower {

/// The places in `columns` of the columns by which a table is partitioned. Throws `user_error` 22023 for one that is not there.
[[nodiscard]] std::vector<std::size_t> places_of(const std::vector<std::string>& partitioned_by,
                                                 const std::vector<std::string>& columns);

} // namespace pgt::lower
