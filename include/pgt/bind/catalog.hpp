/// `catalog`: what the front end has to know about tables, types and functions, wherever that comes from.
#pragma once

#include <pgt/sql/text.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pgt::bind {

/// A type as a column has it.
struct type_info {
    std::string name;      ///< as `format_type` prints it, with its modifier; empty: not known
    std::string collation; ///< quoted and qualified, or empty
    bool has_equality =
        false;            ///< it can be grouped: there is a default `=` of a btree or hash operator class
    std::string equality; ///< that operator, qualified: `OPERATOR(pg_catalog.=)`; empty: none, or not known
    bool image_is_equality =
        false;           ///< values are equal exactly when their images are (PostgreSQL's "equalimage")
    bool is_row = false; ///< of a composite type or record: `IS NULL` asks for its fields, not for the value
    std::string compared_as =
        {}; ///< the type to which values are cast before they are compared; empty: their own
};

/// What `=` between values of two types means.
struct join_equality {
    /// What the equality of the type means that both have in common, so that values can be looked up, hashed and grouped by it.
    bool groups = true;
    /// Of values that their own type tells apart at most one is equal to a value of the other.
    bool tells_left_apart = true;
    bool tells_right_apart = true;
};

struct column_info {
    std::string name;
    type_info type;
    bool not_null = false;
    int number = 0; ///< attnum
    /// It is computed when it is read, from what the table knows of a row beside its columns.
    bool reads_system_columns = false;
};

enum class relation_kind : std::uint8_t {
    table,
    partitioned_table,
    stream_table,
    view,
    materialized_view,
    foreign_table,
    inheritance_parent, ///< of plain inheritance: its rows are those of its children, too
    temporary_table,
    system_catalog,
    other, ///< sequences, composite types, ...
};

struct relation_info {
    std::uint32_t oid = 0;
    std::string schema;
    std::string name;
    relation_kind kind = relation_kind::table;
    std::vector<column_info> columns; ///< not the dropped ones
    /// Indexes into `columns`: each set is unique, checked at once, and free of NULLs; the primary key first.
    std::vector<std::vector<std::size_t>> keys;
    std::string definition; ///< of a view: its query, printed canonically

    /// The columns of pg_trickle itself (`__pgt_...`) in stream tables are no columns of the relation for queries.
};

enum class function_kind : std::uint8_t { unknown, plain, aggregate, window, set_returning, procedure };

/// Looks things up by name.  The server answers from its system catalogs, tests and the offline tool from what they declared.
class catalog {
  public:
    catalog() = default;
    catalog(const catalog&) = delete;
    catalog& operator=(const catalog&) = delete;
    virtual ~catalog() = default;

    /// The relation that a canonical query calls `schema.name`; without a schema it is one of `pg_catalog`.
    [[nodiscard]] virtual std::optional<relation_info> relation(const std::string& schema,
                                                                const std::string& name) const = 0;
    /// What a function of this name with that many arguments is; `pg_catalog` where the name has no schema.
    [[nodiscard]] virtual function_kind function(const std::string& schema, const std::string& name,
                                                 std::size_t arguments) const = 0;
    /// The types of the columns of a query; types not known have an empty name.
    [[nodiscard]] virtual std::vector<type_info> describe(const sql::text& query,
                                                          std::size_t columns) const = 0;
    /// What `=` of pg_catalog between values of two types means.
    [[nodiscard]] virtual join_equality compare(const type_info& left, const type_info& right) const = 0;
};

} // namespace pgt::bind
