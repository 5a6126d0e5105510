#include "translator.hpp"

#include <pgt/syntax/refusal.hpp>

#include <algorithm>
#include <unordered_map>

namespace pgt::parse {

namespace {
/// `+`, or `OPERATOR("schema".+)`.
sql::text operator_call(const std::vector<std::string>& name) {
    auto const symbol = operator_text(name.back());
    return name.size() == 1 ? symbol : sql::build("OPERATOR({}.{})", sql::ident{name.front()}, symbol);
}

/// What PostgreSQL's own operator of this name computes.
operation known_operation(const std::vector<std::string>& name) {
    static const std::unordered_map<std::string, operation> known{
        {"=", operation::equal},       {"<>", operation::not_equal}, {"<", operation::less},
        {"<=", operation::less_equal}, {">", operation::greater},    {">=", operation::greater_equal},
        {"+", operation::add},         {"-", operation::subtract},   {"*", operation::multiply},
    };
    bool const is_builtin = name.size() == 1 || name.front() == "pg_catalog";
    auto const found = known.find(name.back());
    return is_builtin && found != known.end() ? found->second : operation::server;
}

/// How the kinds of A_Expr other than plain operators are printed: before, between and after two operands.
struct shape {
    operation op = operation::server;
    sql::pattern<> before;
    sql::pattern<> between;
    sql::pattern<> after;
};
struct shape_of_kind {
    std::string_view kind;
    shape form;
};
const shape* shape_of(const std::string& kind) {
    static constexpr shape_of_kind shapes[]{
        {"AEXPR_DISTINCT", {operation::is_distinct, "(", " IS DISTINCT FROM ", ")"}},
        {"AEXPR_NOT_DISTINCT", {operation::is_not_distinct, "(", " IS NOT DISTINCT FROM ", ")"}},
        {"AEXPR_NULLIF", {operation::server, "NULLIF(", ", ", ")"}},
    };
    auto const* const found = std::ranges::find(shapes, kind, &shape_of_kind::kind);
    return found == std::end(shapes) ? nullptr : &found->form;
}

sql::pattern<> between_word(const std::string& kind) {
    static constexpr word words[]{
        {"AEXPR_BETWEEN", " BETWEEN "},
        {"AEXPR_NOT_BETWEEN", " NOT BETWEEN "},
        {"AEXPR_BETWEEN_SYM", " BETWEEN SYMMETRIC "},
        {"AEXPR_NOT_BETWEEN_SYM", " NOT BETWEEN SYMMETRIC "},
    };
    return word_for(words, kind);
}
} // namespace

/// A side of a comparison, which between two rows, one of them maybe that of a subquery, is of their fields.
syntax::expression translator::operand(const node& n, int at, bool as_row) {
    if (!as_row || n.kind != "RowExpr") { return expression(n, at); }
    return read_all(fields(n.kind, n.content, at), [&](fields& f) { return bare_row(f); });
}

syntax::expression translator::operation_of(fields& f) {
    auto const kind = f.text("kind");
    auto const name = f.names("name");
    f.ignore({"rexpr_list_start", "rexpr_list_end"});
    auto const left_node = f.child("lexpr");
    auto const right = f.child("rexpr").value();
    bool const compares_rows =
        left_node && left_node->kind == "RowExpr" && (right.kind == "RowExpr" || right.kind == "SubLink");
    auto left = left_node ? std::optional(operand(*left_node, f.at(), compares_rows)) : std::nullopt;

    if (const auto* known = shape_of(kind)) {
        form_builder out(known->op);
        return out.print(known->before)
            .argument(std::move(left.value()))
            .print(known->between)
            .argument(operand(right, f.at(), compares_rows))
            .print(known->after)
            .build(f.at());
    }
    if (kind == "AEXPR_IN") {
        form_builder out;
        out.print("(").argument(std::move(left.value()));
        (name.back() == "=" ? out.print(" IN (") : out.print(" NOT IN ("));
        auto elements = read_all(fields(right.kind, right.content, f.at()),
                                 [&](fields& in) { return list(in.children("items"), f.at()); });
        return out.list(std::move(elements), ", ").print("))").build(f.at());
    }
    if (kind.contains("BETWEEN")) {
        auto bounds = read_all(fields(right.kind, right.content, f.at()),
                               [&](fields& in) { return list(in.children("items"), f.at()); });
        form_builder out;
        return out.print("(")
            .argument(std::move(left.value()))
            .print(between_word(kind))
            .argument(std::move(bounds.at(0)))
            .print(" AND ")
            .argument(std::move(bounds.at(1)))
            .print(")")
            .build(f.at());
    }
    if (kind == "AEXPR_OP_ANY" || kind == "AEXPR_OP_ALL") {
        form_builder out;
        out.print("(").argument(std::move(left.value())).print(sql::build(" {} ", operator_call(name)));
        (kind == "AEXPR_OP_ANY" ? out.print("ANY (") : out.print("ALL ("));
        return out.argument(expression(right, f.at())).print("))").build(f.at());
    }
    // A plain operator; LIKE, ILIKE and SIMILAR TO are the operators ~~, ~~* and ~.
    form_builder out(left ? known_operation(name) : operation::server);
    out.print("(");
    if (left) { out.argument(std::move(*left)).print(" "); }
    return out.print(sql::build("{} ", operator_call(name)))
        .argument(operand(right, f.at(), compares_rows))
        .print(")")
        .build(f.at());
}

/// What is compared with the columns of a subquery: a value, or the fields of a row.
translator::expressions translator::compared(const node& n, int at) {
    if (n.kind != "RowExpr") { return {expression(n, at)}; }
    return read_all(fields(n.kind, n.content, at), [&](fields& f) {
        f.ignore({"row_format"});
        return list(f.children("args"), at);
    });
}

syntax::expression translator::sublink(fields& f) {
    static const std::unordered_map<std::string, syntax::sublink_kind> kinds{
        {"EXISTS_SUBLINK", syntax::sublink_kind::exists}, {"ALL_SUBLINK", syntax::sublink_kind::all},
        {"ANY_SUBLINK", syntax::sublink_kind::any},       {"EXPR_SUBLINK", syntax::sublink_kind::scalar},
        {"ARRAY_SUBLINK", syntax::sublink_kind::array},
    };
    syntax::sublink result;
    result.kind = kinds.at(f.text("subLinkType"));
    if (auto const operand = f.child("testexpr")) { result.operand = compared(*operand, f.at()); }
    auto name = f.names("operName");
    result.is_in = name.empty();
    if (result.is_in) { name = {"="}; }
    result.op = operator_call(name);
    result.computes = known_operation(name);
    result.query = shared_query(f.child("subselect").value(), f.at());
    return {f.at(), std::move(result)};
}

} // namespace pgt::parse
