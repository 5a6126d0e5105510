/// `declared_catalog`: a catalog made from CREATE statements, where there is no server.
#pragma once

#include <pgt/bind/catalog.hpp>
#include <pgt/bind/detail/builtin_functions.hpp>
#include <pgt/bind/detail/inference.hpp>
#include <pgt/parse/parse.hpp>
#include <pgt/parse/schema.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace pgt::bind {

namespace detail {
/// Types whose `=` compares areas, lengths or numbers of points.
[[nodiscard]] inline bool compares_sizes(const std::string& type) {
    static const std::set<std::string, std::less<>> types{"box",   "circle", "path",   "lseg",
                                                          "point", "line",   "polygon"};
    return types.contains(type);
}
} // namespace detail

/// What PostgreSQL knows of its own types.  Of others nothing is known but the name, and they count as types with an equality.
[[nodiscard]] inline type_info builtin_type(const std::string& name) {
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

/// Serves tests and the offline tool.  Names without a schema are those of schema public.
class declared_catalog final : public catalog {
  public:
    /// Errors: those of parse::parse_schema.
    explicit declared_catalog(const std::string& schema) {
        for (const auto& one : parse::parse_schema(schema)) { declare(one); }
    }
    /// A relation that CREATE statements can't describe.
    void add(relation_info info) {
        auto const name = std::pair(info.schema, info.name);
        relations_.insert_or_assign(name, std::move(info));
    }

    [[nodiscard]] std::optional<relation_info> relation(const std::string& schema,
                                                        const std::string& name) const override {
        auto const found = relations_.find({schema.empty() ? "public" : schema, name});
        return found == relations_.end() ? std::nullopt : std::optional(found->second);
    }
    [[nodiscard]] function_kind function(const std::string& schema, const std::string& name,
                                         std::size_t) const override {
        if (aggregates_.contains({schema.empty() ? "public" : schema, name})) {
            return function_kind::aggregate;
        }
        return schema.empty() ? detail::builtin_kind(name) : function_kind::unknown;
    }
    [[nodiscard]] std::vector<type_info> describe(const sql::text& query,
                                                  std::size_t columns) const override {
        std::vector<type_info> result;
        for (const auto& name : detail::output_types(parse::parse(query.str()))) {
            result.push_back(builtin_type(name));
        }
        result.resize(columns);
        return result;
    }
    [[nodiscard]] join_equality compare(const type_info& left, const type_info& right) const override {
        return {.groups = !detail::compares_sizes(left.name) && !detail::compares_sizes(right.name)};
    }

  private:
    using qualified_name = std::pair<std::string, std::string>;

    static relation_kind kind_of(parse::declared_kind kind) {
        switch (kind) {
        case parse::declared_kind::partitioned_table: return relation_kind::partitioned_table;
        case parse::declared_kind::temporary_table: return relation_kind::temporary_table;
        case parse::declared_kind::view: return relation_kind::view;
        case parse::declared_kind::materialized_view: return relation_kind::materialized_view;
        default: return relation_kind::table;
        }
    }
    void declare(const parse::declaration& one) {
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
    /// A unique key that may be NULL identifies nothing.
    static void add_key(relation_info& info, const std::vector<std::string>& names) {
        std::vector<std::size_t> key;
        for (const auto& name : names) {
            auto const column = std::ranges::find(info.columns, name, &column_info::name);
            if (column == info.columns.end() || !column->not_null) { return; }
            key.push_back(static_cast<std::size_t>(column - info.columns.begin()));
        }
        info.keys.push_back(std::move(key));
    }

    std::map<qualified_name, relation_info> relations_;
    std::set<qualified_name> aggregates_;
};

} // namespace pgt::bind
