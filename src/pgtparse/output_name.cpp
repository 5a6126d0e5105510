/// PostgreSQL's rules for the names of unnamed output columns.
#include "translator.hpp"

#include <array>
#include <unordered_map>

namespace pgt::parse {

namespace {

/// A name, and how much it is worth: CASE takes over a strong one from its ELSE, a cast a strong one from its argument.
struct candidate {
    std::string name;
    enum class worth : std::uint8_t { none, weak, strong } worth = worth::none;
};
using worth = enum candidate::worth;

candidate name_of(const node& n);

/// `*` or `t.*`, which are columns rather than a value.
bool is_star(const node& n) {
    if (n.kind != "ColumnRef") { return false; }
    auto const parts = fields(n.kind, n.content, -1).children("fields");
    return !parts.empty() && parts.back().kind == "A_Star";
}

std::string last_name(fields f, std::string_view list) {
    std::string name;
    for (const auto& part : f.children(list)) {
        if (part.kind == "String") { name = fields(part.kind, part.content, -1).text("sval"); }
    }
    return name;
}
candidate named(std::string name) {
    auto const value = name.empty() ? worth::none : worth::strong;
    return {std::move(name), value};
}

candidate of_cast(fields f) {
    if (auto inner = f.child("arg")) {
        if (auto found = name_of(*inner); found.worth == worth::strong) { return found; }
    }
    auto type = f.part("typeName", "TypeName");
    return type ? candidate{last_name(*type, "names"), worth::weak} : candidate{};
}
candidate of_case(fields f) {
    if (auto otherwise = f.child("defresult")) {
        if (auto found = name_of(*otherwise); found.worth == worth::strong) { return found; }
    }
    return {"case", worth::weak};
}
candidate of_sublink(fields f) {
    auto const kind = f.text("subLinkType");
    if (kind == "EXISTS_SUBLINK") { return named("exists"); }
    if (kind == "ARRAY_SUBLINK") { return named("array"); }
    if (kind != "EXPR_SUBLINK") { return {}; }
    auto const query = f.child("subselect");
    auto targets = fields(query->kind, query->content, -1).children("targetList");
    if (targets.empty()) { return {}; }
    fields target(targets.front().kind, targets.front().content, -1);
    if (auto name = target.text("name"); !name.empty()) { return named(std::move(name)); }
    auto const value = target.child("val");
    return value ? name_of(*value) : candidate{};
}
candidate of_indirection(fields f) {
    if (auto name = last_name(f, "indirection"); !name.empty()) { return named(std::move(name)); }
    auto const arg = f.child("arg");
    return arg ? name_of(*arg) : candidate{};
}
candidate of_argument(fields f) {
    auto const arg = f.child("arg");
    return arg ? name_of(*arg) : candidate{};
}
std::string lower_case(std::string text) {
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') { c = static_cast<char>(c - 'A' + 'a'); }
    }
    return text;
}
candidate of_value_function(fields f) {
    auto name = lower_case(f.text("op").substr(std::string_view("SVFOP_").size()));
    if (name.ends_with("_n")) { name.resize(name.size() - 2); }
    return named(std::move(name));
}
candidate of_xml(fields f) {
    auto const op = f.text("op");
    return op == "IS_DOCUMENT" ? candidate{} : named(lower_case(op.substr(std::string_view("IS_").size())));
}
candidate of_json_function(fields f) {
    auto const op = f.text("op");
    return named(lower_case(op.substr(0, op.size() - std::string_view("_OP").size())));
}

candidate name_of(const node& n) {
    static const std::unordered_map<std::string, candidate (*)(fields)> rules{
        {"ColumnRef", [](fields f) { return named(last_name(std::move(f), "fields")); }},
        {"FuncCall", [](fields f) { return named(last_name(std::move(f), "funcname")); }},
        {"A_Expr", [](fields f) { return f.text("kind") == "AEXPR_NULLIF" ? named("nullif") : candidate{}; }},
        {"MinMaxExpr", [](fields f) { return named(f.text("op") == "IS_GREATEST" ? "greatest" : "least"); }},
        {"A_Indirection", of_indirection},
        {"TypeCast", of_cast},
        {"CollateClause", of_argument},
        {"CaseExpr", of_case},
        {"SubLink", of_sublink},
        {"SQLValueFunction", of_value_function},
        {"XmlExpr", of_xml},
        {"JsonFuncExpr", of_json_function},
    };
    static const std::unordered_map<std::string, std::string> fixed{
        {"GroupingFunc", "grouping"},
        {"A_ArrayExpr", "array"},
        {"RowExpr", "row"},
        {"CoalesceExpr", "coalesce"},
        {"XmlSerialize", "xmlserialize"},
        {"JsonParseExpr", "json"},
        {"JsonScalarExpr", "json_scalar"},
        {"JsonSerializeExpr", "json_serialize"},
        {"JsonObjectConstructor", "json_object"},
        {"JsonArrayConstructor", "json_array"},
        {"JsonArrayQueryConstructor", "json_array"},
        {"JsonObjectAgg", "json_objectagg"},
        {"JsonArrayAgg", "json_arrayagg"},
    };
    if (auto const found = fixed.find(n.kind); found != fixed.end()) { return named(found->second); }
    auto const rule = rules.find(n.kind);
    return rule == rules.end() ? candidate{} : rule->second(fields(n.kind, n.content, -1));
}

} // namespace

std::string output_name(const node& value) {
    if (is_star(value)) { return {}; }
    auto const found = name_of(value);
    return found.worth == worth::none ? "?column?" : found.name;
}

} // namespace pgt::parse
