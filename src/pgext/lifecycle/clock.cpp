#include "lifecycle/clock.hpp"

#include "catalog/session.hpp"
#include "definition/definition.hpp"
#include "definition/scope.hpp"
#include "pg/boundary/report.hpp"

#include <pgt/error.hpp>

#include <format>
#include <string>

namespace pgt::ext {
namespace {

/// Whether an index finds rows by the order of a column.
bool has_index(const bind::relation_info& table, const std::string& column) {
    const catalog_session session;
    return session.sql()
        .run(sql::build("select exists(select from pg_index join pg_class on pg_class.oid = indexrelid"
                        " join pg_am on pg_am.oid = relam join pg_attribute on attrelid = indrelid"
                        " where indrelid = $1 and attname = $2 and attnum = indkey[0] and amname = {}"
                        " and indisvalid)",
                        sql::literal{"btree"}),
             {}, static_cast<pg::oid>(table.oid), column)
        .value<bool>()
        .value();
}

std::string scan_of(const bind::relation_info& table) {
    return std::format("\"{}.{}\" is read as a whole each time a row comes or goes by the clock",
                       table.schema, table.name);
}

void advise_index(const bind::relation_info& table, const std::string& column) {
    if (has_index(table, column)) { return; }
    pg::report(pg::severity::notice, scan_of(table),
               std::format("The clock is compared with its column \"{}\", which has no index.", column),
               std::format("Run {}.", sql::build("CREATE INDEX ON {} ({})",
                                                 sql::qname{table.schema, table.name}, sql::ident{column})
                                          .str()));
}

void advise_column(const bind::relation_info& table, const std::string& compared) {
    pg::report(
        pg::severity::notice, scan_of(table), std::format("The clock is compared with {}.", compared),
        "Write the condition so that a column stands on one side alone, as in \"column > now() - interval "
        "'7 days'\".");
}

} // namespace

void check_sliding_window(const recipe& how) {
    if (how.mode == refresh_mode::differential && !how.plan.clocked.empty()) { return; }
    throw user_error(sqlstate::invalid_parameter_value,
                     "temporal_mode sliding_window needs a condition on the clock")
        .detail(how.downgrade_reason.empty()
                    ? "No condition of the query compares a column with now() or the like."
                    : how.downgrade_reason)
        .hint(
            "Write a condition such as \"column > now() - interval '7 days'\", or leave temporal_mode out.");
}

void require_sliding_window(const stream_table& table) {
    const owner_scope scope(table);
    check_sliding_window(make_recipe(read_definition(table.definition), table.mode, target_of(table)));
}

void advise_clock_indexes(const recipe& how) {
    for (const stage::clocked_input& one : how.plan.clocked) {
        if (one.base >= how.sources.size()) { continue; } // states have their indexes
        const bind::relation_info& table = how.sources[one.base].relation;
        for (const std::string& column : one.indexed) { advise_index(table, column); }
        for (const std::string& compared : one.unindexed) { advise_column(table, compared); }
    }
}

} // namespace pgt::ext
