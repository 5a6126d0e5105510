/// How a table is partitioned.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace pgt::pg {

enum class partition_strategy : char { range = 'r', list = 'l', hash = 'h' };

struct partition_key {
    partition_strategy strategy = partition_strategy::range;
    std::vector<std::string> columns; ///< an expression is an empty name
};

/// None if the table is not partitioned, or there is none.
[[nodiscard]] std::optional<partition_key> partition_key_of(oid table);
/// The partitions of a table, without what is below these.
[[nodiscard]] std::vector<oid> partitions_of(oid table);
/// The partition for rows that no other takes, or none.
[[nodiscard]] oid default_partition_of(oid table);

/// A name that is free in the schema: of a relation's name, and what is appended to it.
[[nodiscard]] std::string free_relation_name(const std::string& schema, const std::string& name,
                                             const std::string& appended);

} // namespace pgt::pg
