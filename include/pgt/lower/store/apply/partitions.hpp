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

/// The row `s` is in a partition between the first and the last one that rows of `relation` belong to, which has the first column of the partition
/// key as `column`. Whatever the plan, partitions outside of that are not read. Nothing where the table has none, or its key no order known here.
[[nodiscard]] std::vector<sql::text> in_range_of(const storage& st, sql::pattern<> relation,
                                                 const sql::text& column);

/// A MERGE by key (merge.hpp) of rows that say in which partition they are stored: by the columns `k1, k2, ...` of the key, and others in
/// `p1, p2, ...`.
[[nodiscard]] sql::text merge_in_partitions(const std::vector<sql::text>& parts, const storage& st,
                                            const sql::text& n, const sql::text& on,
                                            const std::vector<sql::text>& actions);

/// The same of groups, which say in which partition they are stored only where that is a matter of their key.
[[nodiscard]] sql::text merge_groups(const std::vector<sql::text>& parts, const storage& st,
                                     const sql::text& n, const sql::text& on,
                                     const std::vector<sql::text>& actions);

} // namespace pgt::lower::apply
