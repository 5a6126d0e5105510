/// `parse_schema`: the tables and views that a script creates.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace pgt::parse {

struct declared_column {
    std::string name;
    std::string type; ///< as format_type prints it
    bool not_null = false;
};

enum class declared_kind : std::uint8_t {
    table,
    partitioned_table,
    temporary_table,
    view,
    materialized_view,
    aggregate
};

/// A relation or an aggregate function that a script creates.
struct declaration {
    declared_kind kind = declared_kind::table;
    std::string schema; ///< "public" where the script doesn't say
    std::string name;
    std::vector<declared_column>
        columns; ///< of a table; of a view the names that it gives to its columns, if any
    std::vector<std::vector<std::string>> keys; ///< of a table: the primary key first, then unique keys
    std::string query;                          ///< of a view
};

/// The declarations of a script in their order.  What it does apart from creating tables, views and aggregates declares nothing that
/// a query could read, and is passed over.
/// Errors: `user_error` for wrong syntax (42601), and for tables made in ways that don't tell their columns (0A000).
[[nodiscard]] std::vector<declaration> parse_schema(const std::string& sql);

} // namespace pgt::parse
