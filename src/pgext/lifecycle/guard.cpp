/// The trigger that refuses all writes to a stream table but those of a refresh.
#include "pg/access/lookup.hpp"
#include "pg/ddl/refused_write.hpp"
#include "refresh/write_permission.hpp"

#include <pgt/error.hpp>

#include <format>

namespace {

using namespace pgt;

pg::nullable_datum guard(const pg::function_call& call) {
    const pg::attempted_write write = pg::attempted(call);
    if (ext::write_permission::is_given_for(write.relation)) { return {.value = 0, .is_null = false}; }
    throw user_error(sqlstate::feature_not_supported,
                     std::format("direct {} on stream table \"{}\" is not allowed", write.statement,
                                 pg::printed_name(write.relation)))
        .detail("Its rows are those of its query, and only refreshes write them.")
        .hint("Change the tables that it reads, then call pgtrickle.refresh_stream_table().");
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_guard_stream_table, guard);
