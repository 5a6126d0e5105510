/// The classes of rows (protocol.hpp) that a change writes.
#pragma once

#include <pgt/lower/sql/block.hpp>
#include <pgt/lower/sql/relational.hpp>
#include <pgt/lower/store/storage.hpp>

#include <vector>

namespace pgt::lower::apply {

/// One column, the class of the row id of each of these keys: `key` are expressions over what `rows` reads.
[[nodiscard]] sql::text row_classes(relational& r, const block& rows, const std::vector<sql::text>& key,
                                    const storage& st);

} // namespace pgt::lower::apply
