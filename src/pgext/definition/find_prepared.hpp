/// `find_prepared`: the statements of a table without any analysis.
#pragma once

#include "definition/prepared.hpp"

#include <memory>

namespace pgt::ext {

/// As `prepare`, and null where something would have to be analysed: needs no `owner_scope`.
[[nodiscard]] std::shared_ptr<prepared_table> find_prepared(const stream_table& table);

} // namespace pgt::ext
