/// Stream tables that are partitioned tables: `partition_by`.
#pragma once

#include "catalog/stream_table.hpp"
#include "pg/ddl/partitions.hpp"
#include "pg/query/same_query.hpp"

#include <pgt/bind/catalog.hpp>
#include <pgt/lower/store/stored_as.hpp>
#include <pgt/sql/text.hpp>

#include <optional>
#include <string>
#include <vector>

namespace pgt::ext {

/// What was asked for. Without columns: a table that is not partitioned.
struct partitioning {
    pg::partition_key key;
    int partitions = 0; ///< of HASH
};

/// `column, ...`, `RANGE:column, ...`, `LIST:column`, `HASH:column, ...:number`, names as in SQL. Throws `user_error` 22023.
[[nodiscard]] partitioning parse_partitioning(const std::string& text);

/// Throws `user_error` 22023 if a column is not among those of the query.
void check_has_columns(const partitioning& wanted, const std::vector<bind::column_info>& columns);

/// ` PARTITION BY ...`, for CREATE TABLE; empty for a table that is not partitioned.
[[nodiscard]] sql::text partition_clause(const partitioning& wanted);
/// Gives a new partitioned table its first partitions: the default one, or those of HASH. As the owner; `follow_partitions` does the rest.
void create_partitions(const pg::relation_name& of, const partitioning& wanted);

/// Throws `user_error` 0A000 if the table is partitioned otherwise.
void check_partitioned_as(const stream_table& table, const partitioning& wanted);

/// The same under the names that columns get with another query.
[[nodiscard]] lower::stored_as after_renaming(lower::stored_as before,
                                              const std::vector<pg::renamed_column>& renamed);
/// Throws `user_error` 0A000 if the table is partitioned by one of the columns that are to go.
void check_partition_key_stays(const stream_table& table, const std::vector<std::string>& dropped);

// Partitions of stream tables, which users create, attach and detach themselves.

/// The stream table that a relation is a partition of.
[[nodiscard]] std::optional<stream_table> find_partitioned(pg::oid partition);

/// After the table has got or lost partitions. Throws `user_error` 0A000 for a partition that is none of an empty ordinary table's, and where
/// one was detached that has rows, or that rows need.
void follow_partitions(const stream_table& table);

/// Makes again what belongs to its partitions; says whether something was missing.
bool repair_partitions(const stream_table& table);

/// Gives its partitions to the owner of the table.
void follow_owner_of_partitions(const stream_table& table);

} // namespace pgt::ext
