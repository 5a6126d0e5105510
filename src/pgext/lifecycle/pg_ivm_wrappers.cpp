/// The functions of pg_ivm, for programs that call them: they work on stream tables in mode IMMEDIATE.
#include "catalog/store.hpp"
#include "lifecycle/create.hpp"
#include "lifecycle/refresh_stream_table.hpp"
#include "pg/access/identity.hpp"
#include "pg/access/settings.hpp"
#include "pg/access/standby.hpp"
#include "pg/query/spi.hpp"
#include "pg/value/function.hpp"

#include <pgt/error.hpp>

#include <cstddef>
#include <cstdint>
#include <format>
#include <optional>
#include <string>

namespace {

using namespace pgt;
using namespace pgt::ext;

std::int64_t count_rows(const std::string& written) {
    const pg::spi session;
    return session
        .run(sql::build("select pg_catalog.count(*) from {}", require_stream_table(written).name.sql()))
        .value<std::int64_t>()
        .value_or(0);
}

/// Of "view (a, b)" what precedes the list of columns, and the list with its parentheses.
struct immv_name {
    std::string relation;
    std::string columns; ///< empty: those of the query
};

immv_name split_name(const std::string& written) {
    bool is_quoted = false;
    for (std::size_t i = 0; i < written.size(); ++i) {
        if (written[i] == '"') { is_quoted = !is_quoted; }
        if (written[i] == '(' && !is_quoted) { return {written.substr(0, i), written.substr(i)}; }
    }
    return {written, {}};
}

/// The query of the caller, whose columns get the names that the caller gives to them.
std::string with_columns(const std::string& query, const std::string& columns) {
    if (columns.empty()) { return query; }
    const std::size_t end = query.find_last_not_of("; \n\t");
    return std::format("SELECT * FROM ({}\n) AS immv {}", query.substr(0, end + 1), columns);
}

std::int64_t create_immv(const std::string& written, const std::string& query) {
    const immv_name name = split_name(written);
    table_options options;
    options.query = with_columns(query, name.columns);
    options.mode = refresh_mode::immediate;
    create_stream_table({.name = name.relation, .options = options});
    return count_rows(name.relation);
}

std::int64_t refresh_immv(const std::string& name, bool with_data) {
    if (!with_data) {
        throw user_error(sqlstate::feature_not_supported,
                         std::format("stream table \"{}\" cannot be emptied", name))
            .detail("In mode IMMEDIATE it always has the rows of its query.")
            .hint("Drop it with pgtrickle.drop_stream_table().");
    }
    refresh_stream_table(name, std::nullopt);
    return count_rows(name);
}

void create_wrappers(const std::string& schema_name) {
    pg::refuse_on_standby("create functions");
    pg::refuse_if_restricted("create_pg_ivm_wrappers()");
    pg::local_settings settings;
    settings.set("search_path", "pg_catalog, pg_temp");
    const pg::spi session;
    const sql::ident schema{schema_name};
    session.run(sql::build("create schema {}", schema));
    session.run(sql::build("grant usage on schema {} to public", schema));
    session.run(sql::build("create function {}.create_immv(immv text, view_definition text) returns bigint"
                           " language sql volatile"
                           " begin atomic select pgtrickle.create_immv(immv, view_definition); end",
                           schema));
    session.run(sql::build("create function {}.refresh_immv(immv text, with_data boolean default true)"
                           " returns bigint language sql volatile"
                           " begin atomic select pgtrickle.refresh_immv(immv, with_data); end",
                           schema));
    session.run(
        sql::build("create function {}.get_immv_def(immvrelid regclass) returns text language sql stable"
                   " begin atomic select pgtrickle.get_immv_def(immvrelid); end",
                   schema));
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_create_immv, create_immv);
PGT_SQL_FUNCTION(pgtrickle_refresh_immv, refresh_immv);
PGT_SQL_FUNCTION(pgtrickle_create_pg_ivm_wrappers, create_wrappers);
