/// Moving from pg_ivm: its incrementally maintainable materialized views (IMMVs) become stream tables.
#include "lifecycle/sqlstates.hpp"
#include "pg/access/identity.hpp"
#include "pg/access/lookup.hpp"
#include "pg/access/settings.hpp"
#include "pg/access/snapshot.hpp"
#include "pg/access/standby.hpp"
#include "pg/query/spi.hpp"
#include "pg/value/function.hpp"

#include <array>
#include <cstdint>
#include <format>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace {

using namespace pgt;

struct immvs {
    std::vector<pg::oid> ids;
    std::vector<std::string> queries;
    std::vector<std::string> populated; ///< as booleans are printed
};

/// The schema of pg_ivm, which depends on its version.
std::string schema_of_pg_ivm(const pg::spi& session) {
    const auto found =
        session
            .run(sql::build(
                "select n.nspname::text from pg_extension as e join pg_depend as d on"
                " d.refclassid = {}::regclass and d.refobjid = e.oid and d.deptype = {}"
                " join pg_class as c on d.classid = {}::regclass and c.oid = d.objid"
                " join pg_namespace as n on n.oid = c.relnamespace where e.extname = {} and c.relname = {}",
                sql::literal{"pg_extension"}, sql::literal{"e"}, sql::literal{"pg_class"},
                sql::literal{"pg_ivm"}, sql::literal{"pg_ivm_immv"}))
            .value<std::string>();
    if (found) { return *found; }
    throw user_error(sqlstate::undefined_object, "extension \"pg_ivm\" is not installed")
        .hint("Call the function in the database that has the views of pg_ivm.");
}

[[noreturn]] void refuse_unknown(pg::oid relation) {
    throw user_error(sqlstate::wrong_object_type,
                     std::format("\"{}\" is not an incrementally maintainable materialized view",
                                 pg::printed_name(relation)))
        .detail("pg_ivm does not know it.");
}

void check_owner(pg::oid immv) {
    if (pg::is_owner(immv)) { return; }
    throw user_error(sqlstate::insufficient_privilege,
                     std::format("must be owner of table \"{}\"", pg::printed_name(immv)));
}

void check_obstacles(const pg::spi& session, pg::oid immv) {
    const auto found =
        session
            .run(sql::build("select string_agg(what, {}) from pgtrickle.pg_ivm_obstacles($1) as o (what)",
                            sql::literal{", "}),
                 {}, immv)
            .value<std::optional<std::string>>()
            .value_or(std::nullopt);
    if (!found) { return; }
    throw user_error(sqlstate::dependent_objects_exist,
                     std::format("cannot replace \"{}\" by a stream table because other objects depend on it",
                                 pg::printed_name(immv)))
        .detail(std::format("These are: {}.", *found))
        .hint("Drop them first, and create them again on the stream table.");
}

/// The one that is wanted, or all that belong to the caller.
immvs find_immvs(const pg::spi& session, std::optional<pg::oid> wanted) {
    const std::string name = schema_of_pg_ivm(session);
    const sql::ident schema{name};
    const pg::result rows = session.run(
        sql::build("select immvrelid::oid, {}.get_immv_def(immvrelid), ispopulated::text from {}.pg_ivm_immv"
                   " where $1 is null or immvrelid = $1 order by 1",
                   schema, schema),
        {}, wanted);
    immvs chosen;
    for (const auto& [id, query, is_populated] : rows.all<pg::oid, std::string, std::string>()) {
        if (wanted) { check_owner(id); }
        if (!pg::is_owner(id)) { continue; }
        check_obstacles(session, id);
        chosen.ids.push_back(id);
        chosen.queries.push_back(query);
        chosen.populated.push_back(is_populated);
    }
    if (wanted && chosen.ids.empty()) { refuse_unknown(*wanted); }
    return chosen;
}

using step = std::tuple<std::int32_t, std::string>;

std::vector<step> steps_for(const pg::spi& session, const immvs& chosen) {
    const pg::result rows =
        session.run(sql::build("select s from pgtrickle.pg_ivm_statements($1, $2, $3::boolean[]) as s"), {},
                    chosen.ids, chosen.queries, chosen.populated);
    std::vector<step> steps;
    for (const auto& [statement] : rows.all<std::string>()) {
        steps.emplace_back(static_cast<std::int32_t>(steps.size()) + 1, statement);
    }
    return steps;
}

/// Printed so that they are read as the same values under the settings of the session, whatever these are. Money is read as it is printed: in
/// the money of the session.
std::vector<step> printed_steps(std::optional<pg::oid> immv) {
    constexpr std::array printed{
        pg::setting_value{"search_path", "pg_catalog, pg_temp"}, // all names have their schemas
        pg::setting_value{"DateStyle", "ISO, MDY"},
        pg::setting_value{"IntervalStyle", "postgres"},
        pg::setting_value{"extra_float_digits", "1"},
    };
    pg::local_settings settings;
    settings.set_all(printed);
    const pg::spi session;
    return steps_for(session, find_immvs(session, immv));
}

std::vector<step> migrate(std::optional<pg::oid> immv, bool perform) {
    pg::refuse_on_standby("create stream tables");
    pg::refuse_if_restricted("migrate_from_pg_ivm()");
    const std::vector<step> steps = printed_steps(immv);
    pg::local_settings settings;
    settings.set("search_path", "pg_catalog, pg_temp");
    const pg::spi session;
    for (const auto& [number, statement] : steps) {
        if (perform) { session.run(sql::from_server(statement)); }
    }
    return steps;
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_migrate_from_pg_ivm, migrate);
