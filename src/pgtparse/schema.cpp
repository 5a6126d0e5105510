#include "raw.hpp"
#include "translator.hpp"

#include <pgt/parse/schema.hpp>
#include <pgt/syntax/refusal.hpp>

#include <algorithm>
#include <unordered_map>

namespace pgt::parse {

namespace {

std::pair<std::string, std::string> relation_name(fields f) {
    auto schema = f.text("schemaname");
    return {schema.empty() ? "public" : schema, f.text("relname")};
}

/// serial is an integer that is not NULL.
bool as_serial(std::string& type) {
    static const std::unordered_map<std::string, std::string> serials{
        {"smallserial", "smallint"}, {"serial2", "smallint"}, {"serial", "integer"},
        {"serial4", "integer"},      {"bigserial", "bigint"}, {"serial8", "bigint"}};
    auto const found = serials.find(type);
    if (found == serials.end()) { return false; }
    type = found->second;
    return true;
}

/// Constraints of a column name no key columns: the column itself is meant.
void add_constraint(declaration& table, fields f, const std::vector<std::string>& columns) {
    auto const kind = f.text("contype");
    auto keys = f.names("keys");
    if (keys.empty()) { keys = columns; }
    if (kind == "CONSTR_PRIMARY") {
        table.keys.insert(table.keys.begin(), keys);
    } else if (kind == "CONSTR_UNIQUE" && !f.has("deferrable")) {
        table.keys.push_back(keys);
    }
    bool const not_null = kind == "CONSTR_PRIMARY" || kind == "CONSTR_NOTNULL";
    for (auto& column : table.columns) {
        if (not_null && std::ranges::contains(keys, column.name)) { column.not_null = true; }
    }
}

void add_column(declaration& table, fields f) {
    declared_column column{f.text("colname"), {}, false};
    column.type = translator({}).type(f.part("typeName", "TypeName").value()).name;
    column.not_null = as_serial(column.type);
    table.columns.push_back(column);
    for (const auto& n : f.children("constraints")) {
        add_constraint(table, fields(n.kind, n.content, f.at()), {column.name});
    }
}

declaration table(fields f) {
    declaration result;
    auto relation = f.part("relation", "RangeVar").value();
    result.kind = relation.text("relpersistence") == "t" ? declared_kind::temporary_table
                  : f.has("partspec")                    ? declared_kind::partitioned_table
                                                         : declared_kind::table;
    std::tie(result.schema, result.name) = relation_name(relation);
    if (f.has("inhRelations")) {
        throw syntax::not_incremental(
            "INHERITS or PARTITION OF in a schema file", "The columns stand elsewhere.",
            "Write the columns of the table; partitions can be left out.", relation.at());
    }
    for (const auto& n : f.children("tableElts")) {
        fields element(n.kind, n.content, f.at());
        if (n.kind == "ColumnDef") {
            add_column(result, element);
        } else if (n.kind == "Constraint") {
            add_constraint(result, element, {});
        } else {
            throw syntax::not_incremental("LIKE in a schema file", "The columns stand elsewhere.",
                                          "Write the columns of the table.", relation.at());
        }
    }
    return result;
}

/// The tree does not have the position of the query of a view: it follows the first AS after which the text parses as a query.
std::string query_of(const std::string& statement) {
    auto const is_letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    for (std::size_t i = 1; i + 2 < statement.size(); ++i) {
        bool const is_as = (statement[i] == 'a' || statement[i] == 'A') &&
                           (statement[i + 1] == 's' || statement[i + 1] == 'S');
        if (!is_as || is_letter(statement[i - 1]) || is_letter(statement[i + 2])) { continue; }
        auto rest = statement.substr(i + 2);
        try {
            auto const tree = parse_raw(rest);
            if (single_statement(tree, rest).kind == "SelectStmt") { return rest; }
        } catch (const user_error&) {
            continue; // this AS is part of a name or an option
        }
    }
    throw user_error(sqlstate::syntax_error, "cannot find the query of a view").detail(statement);
}

declaration view(fields f, const std::string& statement) {
    declaration result;
    result.kind = declared_kind::view;
    std::tie(result.schema, result.name) = relation_name(f.part("view", "RangeVar").value());
    for (const auto& name : f.names("aliases")) { result.columns.push_back({name, {}, false}); }
    result.query = query_of(statement);
    return result;
}

declaration materialized_view(fields f, const std::string& statement) {
    declaration result;
    result.kind = declared_kind::materialized_view;
    auto into = f.part("into", "IntoClause").value();
    std::tie(result.schema, result.name) = relation_name(into.part("rel", "RangeVar").value());
    for (const auto& name : into.names("colNames")) { result.columns.push_back({name, {}, false}); }
    result.query = query_of(statement);
    return result;
}

declaration aggregate(fields f) {
    declaration result;
    result.kind = declared_kind::aggregate;
    auto const name = f.names("defnames");
    result.schema = name.size() > 1 ? name.front() : "public";
    result.name = name.back();
    return result;
}

std::optional<declaration> declared(const node& n, const std::string& statement) {
    fields f(n.kind, n.content, 0);
    if (n.kind == "CreateStmt") { return table(f); }
    if (n.kind == "ViewStmt") { return view(f, statement); }
    if (n.kind == "CreateTableAsStmt" && f.text("objtype") == "OBJECT_MATVIEW") {
        return materialized_view(f, statement);
    }
    if (n.kind == "DefineStmt" && f.text("kind") == "OBJECT_AGGREGATE") { return aggregate(f); }
    return std::nullopt;
}

} // namespace

std::vector<declaration> parse_schema(const std::string& sql) {
    auto const tree = parse_raw(sql);
    std::vector<declaration> result;
    for (const auto& [n, text] : statements(tree, sql)) {
        if (auto one = declared(n, text)) { result.push_back(std::move(*one)); }
    }
    return result;
}

} // namespace pgt::parse
