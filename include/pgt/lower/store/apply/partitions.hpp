/// Finding rows of a table with partitions: in which partition a row is, its condition has to say.
#pragma once

#include <pgt/lower/store/storage.hpp>

#include <cstddef>
#include <vector>

namespace pgt::lower::apply {

/// The columns by which the table is partitioned and that are none of its key, by which rows are found in any case.
[[nodiscard]] std::vector<std::size_t> partition_beside_key(const storage& st);

/// These columns, in a source of rows: `n.p1, n.p2, ...`.
[[nodiscard]] sql::text partition_column(std::size_t number);

/// ` AND ...`: the row `s` is in the partition that `n.p1, n.p2, ...` belong to. Empty where the key says all.
[[nodiscard]] sql::text and_in_partition(const storage& st);

} // namespace pgt::lower::apply
