#include "lifecycle/definition.hpp"

#include "catalog/session.hpp"
#include "pg/describe.hpp"
#include "pg/lookup.hpp"
#include "pg/query_error.hpp"
#include "pg/report.hpp"

#include <pgt/error.hpp>
#include <pgt/parse/parse.hpp>

#include <algorithm>
#include <format>
#include <set>

namespace pgt::ext {
namespace {

constexpr const char* definitions_schema = "pgtrickle_definitions";
constexpr std::size_t longest_name = 63; // bytes

void check_column(const pg::result_column& column) {
    if (column.name.starts_with("__pgt_")) {
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
        throw user_error(sqlstate::invalid_table_definition,
                         "the query of a stream table must have a column");
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

std::string people_name(pg::oid relation) {
    const auto name = pg::name_of_relation(relation);
    return name ? name->for_people() : std::to_string(relation);
}

void check_relation(const pg::read_relation& read) {
    if (!read.is_temporary) { return; }
    throw user_error(sqlstate::feature_not_supported,
                     std::format("stream tables cannot read temporary table \"{}\"", people_name(read.id)))
        .detail("It goes with the session that made it.")
        .hint("Read an ordinary table instead.");
}

void check_syntax(const std::string& text) {
    try {
        for (const parse::warning& one : parse::check_allowed(text)) {
            pg::report(pg::severity::warning, one.message, "", one.hint);
        }
    } catch (const user_error& refusal) { pg::throw_about(text, refusal); }
}

/// As much of `name` as leaves room for `suffix`; cut between characters.
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
    pg::analysed_query query =
        pg::analyse(text); // first, since the server's errors are those that people know
    check_syntax(text);
    check_columns(query.columns);
    std::ranges::for_each(query.relations, check_relation);
    return query;
}

void check_rights(pg::oid owner, const pg::analysed_query& query) {
    for (const pg::read_relation& read : query.relations) {
        if (pg::may_select(owner, read.id, read.columns)) { continue; }
        throw user_error(sqlstate::insufficient_privilege,
                         std::format("permission denied for relation \"{}\"", people_name(read.id)))
            .detail(
                "A stream table is refreshed with the rights of its owner, who has to be allowed to read all "
                "that the query reads, also inside views.")
            .hint(std::format("GRANT SELECT ON {} TO {}.", people_name(read.id), pg::user_name(owner)));
    }
}

pg::oid create_definition(const std::string& table, std::int64_t id, const pg::analysed_query& query) {
    const std::string name = shortened(table, std::format("_{}", id));
    const catalog_session session;
    session.sql().run(
        sql::build("create view {} ({}) as {}", sql::qname{definitions_schema, name},
                   sql::join(query.columns, ", ",
                             [](const pg::result_column& column) { return sql::ident{column.name}; }),
                   sql::from_server(query.canonical)));
    return pg::find_relation(sql::qname{definitions_schema, name}.sql()).value();
}

definition read_definition(pg::oid view) {
    bind::relation_info found = pg::describe_relation(view);
    return {std::move(found.definition), std::move(found.columns)};
}

} // namespace pgt::ext
