#include <pgt/bind/declared_catalog.hpp>

#include "bind/builtin_functions.hpp"
#include "bind/inference.hpp"

#include <pgt/parse/parse.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace pgt::bind {

namespace {

/// Types whose `=` compares areas, lengths or numbers of points.
bool compares_sizes(const std::string& type) {
    static const std::set<std::string, std::less<>> types{"box",   "circle", "path",   "lseg",
                                                          "point", "line",   "polygon"};
    return types.contains(type);
}

} // namespace

type_info builtin_type(const std::string& name) {
    static const std::set<std::string, std::less<>> without_equality{
        "json", "xml", "point", "line", "lseg", "box", "path", "polygon", "circle", "jsonpath"};
    static const std::set<std::string, std::less<>> exact{
        "smallint", "integer", "bigint", "boolean", "text", "character varying", "character",
        "date",     "uuid",    "bytea",  "oid",     "name", "\"char\""};
    auto const plain = name.substr(0, name.find('('));
    bool const is_time = plain.starts_with("time"); // time and timestamp, with and without time zone
    bool const is_array = name.ends_with("[]");
    auto const element = is_array ? name.substr(0, name.size() - 2) : name;
    bool const has_equality = !name.empty() && !without_equality.contains(element);
    bool const is_builtin = !name.contains('"') || plain == "\"char\"";
    return {.name = name,
            .collation = {},
            .has_equality = has_equality,
            .equality = has_equality && is_builtin ? "OPERATOR(pg_catalog.=)" : "",
            .image_is_equality = !is_array && (is_time || exact.contains(plain))};
}

declared_catalog::declared_catalog(const std::string& schema) {
    for (const auto& one : parse::parse_schema(schema)) { declare(one); }
}

void declared_catalog::add(relation_info info) {
    auto const name = std::pair(info.schema, info.name);
    relations_.insert_or_assign(name, std::move(info));
}

std::optional<relation_info> declared_catalog::relation(const std::string& schema,
                                                        const std::string& name) const {
    auto const found = relations_.find({schema.empty() ? "public" : schema, name});
    return found == relations_.end() ? std::nullopt : std::optional(found->second);
}

function_kind declared_catalog::function(const std::string& schema, const std::string& name,
                                         std::size_t) const {
    if (aggregates_.contains({schema.empty() ? "public" : schema, name})) { return function_kind::aggregate; }
    return schema.empty() ? detail::builtin_kind(name) : function_kind::unknown;
}

std::vector<type_info> declared_catalog::describe(const sql::text& query, std::size_t columns) const {
    std::vector<type_info> result;
    for (const auto& name : detail::output_types(parse::parse(query.str()))) {
        result.push_back(builtin_type(name));
    }
    result.resize(columns);
    return result;
}

join_equality declared_catalog::compare(const type_info& left, const type_info& right) const {
    return {.groups = !compares_sizes(left.name) && !compares_sizes(right.name)};
}

relation_kind declared_catalog::kind_of(parse::declared_kind kind) {
    switch (kind) {
    case parse::declared_kind::partitioned_table: return relation_kind::partitioned_table;
    case parse::declared_kind::temporary_table: return relation_kind::temporary_table;
    case parse::declared_kind::view: return relation_kind::view;
    case parse::declared_kind::materialized_view: return relation_kind::materialized_view;
    default: return relation_kind::table;
    }
}

void declared_catalog::declare(const parse::declaration& one) {
    if (one.kind == parse::declared_kind::aggregate) {
        aggregates_.insert({one.schema, one.name});
        return;
    }
    relation_info info;
    info.oid = static_cast<std::uint32_t>(relations_.size()) + 16384;
    info.schema = one.schema;
    info.name = one.name;
    info.kind = kind_of(one.kind);
    info.definition = one.query;
    for (const auto& column : one.columns) {
        int const number = static_cast<int>(info.columns.size()) + 1;
        info.columns.push_back({column.name, builtin_type(column.type), column.not_null, number});
    }
    for (const auto& names : one.keys) { add_key(info, names); }
    add(std::move(info));
}

void declared_catalog::add_key(relation_info& info, const std::vector<std::string>& names) {
    std::vector<std::size_t> key;
    for (const auto& name : names) {
        auto const column = std::ranges::find(info.columns, name, &column_info::name);
        if (column == info.columns.end() || !column->not_null) { return; }
        key.push_back(static_cast<std::size_t>(column - info.columns.begin()));
    }
    info.keys.push_back(std::move(key));
}

} // namespace pgt::bind
