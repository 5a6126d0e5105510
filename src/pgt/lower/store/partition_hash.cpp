#include <pgt/lower/store/partition_hash.hpp>

#include <pgt/error.hpp>
#include <pgt/lower/facts/column_types.hpp>
#include <pgt/lower/facts/equality.hpp>

#include <algorithm>
#include <utility>

namespace pgt::lower {

namespace {
/// So many columns are hashed at most.
constexpr std::size_t most_hashed = 100;
} // namespace

bool is_own_hash(const column_type& column) {
    auto const& name = column.type.name;
    return !column.nullable && (name == "smallint" || name == "integer" || name == "bigint");
}

sql::text partition_hash(std::vector<sql::text> columns) {
    columns.resize(std::min(columns.size(), most_hashed));
    return row_id(columns);
}

expression hash_of_partition(const std::vector<std::size_t>& columns) {
    auto const count = std::min(columns.size(), most_hashed);
    std::vector<sql::text> pieces{sql::build("CAST(pgtrickle.row_id(")};
    std::vector<expression> args;
    for (std::size_t i = 0; i < count; ++i) {
        args.push_back(expression::column(columns[i]));
        pieces.push_back(i + 1 < count ? sql::build(", ") : sql::build(") AS bigint)"));
    }
    return expression::call(operation::server, std::move(pieces), std::move(args));
}

void require_stored_partition(const column_type& column) {
    if (column.type.name.empty() || is_type_of_column(column.type)) { return; }
    throw user_error(sqlstate::feature_not_supported,
                     "PARTITION BY a record cannot be maintained incrementally")
        .detail("The value has to be stored, but columns of tables cannot have its type.")
        .hint("Write its fields into PARTITION BY, or use refresh_mode => 'FULL'.");
}

} // namespace pgt::lower
