/// Where and how the server stores the rows of a stream table, as its author chooses.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <pgt/sql/text.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pgt::ext {

/// A storage parameter of a table; without a value, its default.
struct storage_parameter {
    std::string name; ///< perhaps `toast.name`
    std::optional<std::string> value;
};

/// What is not given stays as it is.
struct storage_options {
    std::optional<std::string> tablespace;
    std::vector<storage_parameter> parameters;
    std::optional<std::string> compression; ///< of all columns with values that may be compressed
    std::vector<std::string> indexes;       ///< what follows the table in CREATE INDEX
    std::string search_path;                ///< of the author, for the definitions of indexes

    [[nodiscard]] bool is_any() const {
        return tablespace || !parameters.empty() || compression || !indexes.empty();
    }
};

/// An object in JSON. Throws `user_error` 22023, 0A000 for parameters that no stream table can have.
[[nodiscard]] std::vector<storage_parameter> parse_storage_parameters(const std::string& text);
/// An array of texts, in JSON or as PostgreSQL prints it.
[[nodiscard]] std::vector<std::string> parse_index_definitions(const std::string& text);

[[nodiscard]] std::string present_search_path();

/// Says whether something was to be changed. Indexes are created that the table has not. In the `owner_scope` of the table, which waits
/// until no transaction uses it. Throws what the server throws.
bool set_storage(pg::oid table, std::int64_t id, const storage_options& wanted);

/// ` TABLESPACE name`, where `table` is in one that is not the default of the database.
[[nodiscard]] sql::text tablespace_clause(pg::oid table);

} // namespace pgt::ext
