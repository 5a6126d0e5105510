/// `source_set`: some of the sources of a query.
#pragma once

#include <vector>

namespace pgt::lower {

/// Which sources of a query changed, by their index.
using source_set = std::vector<bool>;

} // namespace pgt::lower
