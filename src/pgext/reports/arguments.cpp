/// What reports in SQL ask of their arguments.
#include "catalog/store.hpp"
#include "lifecycle/row_limit.hpp"
#include "pg/value/function.hpp"

#include <pgt/error.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace {

using namespace pgt;

std::int64_t stream_table_id(const std::optional<std::string>& name) {
    if (name) { return ext::require_stream_table(*name).id; }
    throw user_error(sqlstate::invalid_parameter_value, "the name of a stream table must not be NULL")
        .hint("See pgtrickle.pgt_status() for the stream tables.");
}

pg::oid readable_stream_table(const std::optional<std::string>& name) {
    (void)stream_table_id(name); // refuses NULL
    return ext::require_readable_stream_table(*name).relation;
}

std::int64_t row_limit(std::optional<std::int32_t> max_rows) { return ext::require_max_rows(max_rows, 0); }

} // namespace

PGT_SQL_FUNCTION(pgtrickle_stream_table_id, stream_table_id);
PGT_SQL_FUNCTION(pgtrickle_readable_stream_table, readable_stream_table);
PGT_SQL_FUNCTION(pgtrickle_row_limit, row_limit);
