#include "definition/definition.hpp"

#include "catalog/session.hpp"
#include "definition/temporary.hpp"
#include "pg/access/lookup.hpp"
#include "pg/boundary/query_error.hpp"
#include "pg/boundary/report.hpp"
#include "pg/query/definition_view.hpp"
#include "pg/query/describe.hpp"

#include <pgt/error.hpp>
#include <pgt/lower/protocol.hpp>
#include <pgt/parse/parse.hpp>

#include <algorithm>
#include <format>
#include <set>

namespace pgt::ext {
namespace {

constexpr const char* definitions_schema = "pgtrickle_definitions";
constexpr std::size_t longest_name = 63; // bytes

void check_column(const pg::result_column& column) {
    if (lower::protocol::is_own_name(column.name)) {
        throw user_error(sqlstate::invalid_parameter_value,
                         std::format("column name \"{}\" is reserved", column.name))
            .detail("Names that begin with __pgt_ are those of pg_trickle's own columns.")
            .hint("Give the column another name with AS.");
    }
    if (column.is_pseudo_type) {
        throw user_error(sqlstate::datatype_mismatch,
                         std::format("column \"{}\" has a pseudo-type", column.name))
            .hint("Cast it to a type that a table can store.");
    }
}

void check_columns(const std::vector<pg::result_column>& columns) {
    if (columns.empty()) {
        throw user_error(sqlstate::invalid_table_definition, "the query of a stream table must have a column")
            .hint("Add a column to its SELECT list.");
    }
    std::set<std::string> seen;
    for (const pg::result_column& column : columns) {
        check_column(column);
        if (!seen.insert(column.name).second) {
            throw user_error(
                sqlstate::duplicate_column,
                std::format("column \"{}\" is in the query's result more than once", column.name))
                .hint("Give each column a name of its own with AS.");
        }
    }
}

void check_relation(const pg::read_relation& read) {
    if (!read.is_temporary) { return; }
    throw user_error(
        sqlstate::feature_not_supported,
        std::format("stream tables cannot read temporary table \"{}\"", pg::printed_name(read.id)))
        .detail("It is dropped at the end of its session.")
        .hint("Read an ordinary table instead.");
}

void check_syntax(const std::string& text) {
    try {
        for (const parse::warning& one : parse::check_allowed(text)) {
            pg::report(pg::severity::warning, one.message, "", one.hint);
        }
    } catch (const user_error& refusal) { pg::throw_about(text, refusal); }
}

/// `name` and `suffix` within the length of a name: `name` is cut between two characters.
std::string shortened(std::string name, const std::string& suffix) {
    std::size_t length = std::min(name.size(), longest_name - suffix.size());
    const auto is_continued = [&](std::size_t at) {
        return at < name.size() && (static_cast<unsigned char>(name[at]) & 0xC0U) == 0x80U;
    };
    while (is_continued(length)) { --length; }
    name.resize(length);
    return name + suffix;
}

} // namespace

pg::analysed_query checked_query(const std::string& text) {
    const pg::as_user restricted(pg::current_user());
    pg::local_settings settings;
    settings.begin();
    // First: the server's own errors are the ones that users know.
    pg::analysed_query query = pg::analyse(text);
    check_syntax(text);
    check_columns(query.columns);
    std::ranges::for_each(query.relations, check_relation);
    return query;
}

pg::oid create_definition(const std::string& table, std::int64_t id, const pg::analysed_query& query) {
    const pg::relation_name name{definitions_schema, shortened(table, std::format("_{}", id))};
    const catalog_session session;
    const pg::oid view = pg::create_view(name, query);
    refuse_temporary_parts(view);
    // The owner of the stream table reads it, which gives no other rights than running the query does.
    session.sql().run(sql::build("grant select on {} to public", name.sql()));
    return view;
}

definition read_definition(pg::oid view) {
    bind::relation_info found = pg::describe_relation(view);
    return {view, {found.schema, found.name}, std::move(found.definition), std::move(found.columns)};
}

} // namespace pgt::ext
