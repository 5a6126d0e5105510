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

/// Longer than any history, and short enough that there is a time that long ago.
constexpr double longest_window = 1000 * 365.25 * 24 * 60 * 60;

/// In seconds, within which something is counted; NULL where the caller leaves it to a setting.
std::optional<double> window(std::optional<double> seconds) {
    if (!seconds || (*seconds >= 0 && *seconds <= longest_window)) { return seconds; }
    throw user_error(sqlstate::invalid_parameter_value,
                     *seconds > 0 ? "the time to look back must not be longer than 1,000 years"
                                  : "the time to look back must not be negative")
        .hint("Pass an interval such as 24 hours.");
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_window_seconds, window);
PGT_SQL_FUNCTION(pgtrickle_stream_table_id, stream_table_id);
PGT_SQL_FUNCTION(pgtrickle_readable_stream_table, readable_stream_table);
PGT_SQL_FUNCTION(pgtrickle_row_limit, row_limit);
