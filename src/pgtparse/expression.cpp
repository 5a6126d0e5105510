#include "nesting.hpp"
#include "translator.hpp"

#include <pgt/syntax/refusal.hpp>

#include <array>
#include <charconv>
#include <span>
#include <unordered_map>

namespace pgt::parse {

namespace {
std::optional<std::int64_t> integer(std::string_view text) {
    std::int64_t result = 0;
    auto const [end, failed] = std::from_chars(text.data(), text.data() + text.size(), result);
    if (failed != std::errc() || end != text.data() + text.size()) { return std::nullopt; }
    return result;
}
} // namespace

translator::translation translator::find(const std::string& kind) {
    static const std::unordered_map<std::string, translation> calls{
        {"A_ArrayExpr", &translator::array},
        {"A_Const", &translator::constant},
        {"A_Expr", &translator::operation_of},
        {"A_Indirection", &translator::indirection},
        {"BoolExpr", &translator::boolean},
        {"BooleanTest", &translator::boolean_test},
        {"CaseExpr", &translator::case_expression},
        {"CoalesceExpr", &translator::coalesce},
        {"CollateClause", &translator::collate},
        {"ColumnRef", &translator::column},
        {"FuncCall", &translator::function},
        {"GroupingFunc", &translator::grouping_function},
        {"JsonArrayAgg", &translator::json_array_aggregate},
        {"JsonArrayConstructor", &translator::json_array},
        {"JsonArrayQueryConstructor", &translator::json_array_of_query},
        {"JsonFuncExpr", &translator::json_function},
        {"JsonIsPredicate", &translator::is_json},
        {"JsonObjectAgg", &translator::json_object_aggregate},
        {"JsonObjectConstructor", &translator::json_object},
        {"JsonParseExpr", &translator::json_parse},
        {"JsonScalarExpr", &translator::json_scalar},
        {"JsonSerializeExpr", &translator::json_serialize},
        {"MinMaxExpr", &translator::greatest_or_least},
        {"NullTest", &translator::null_test},
        {"RowExpr", &translator::row},
        {"SQLValueFunction", &translator::sql_value_function},
        {"SubLink", &translator::sublink},
        {"TypeCast", &translator::cast},
        {"XmlExpr", &translator::xml},
        {"XmlSerialize", &translator::xml_serialize},
    };
    auto const found = calls.find(kind);
    return found == calls.end() ? &translator::refused : found->second;
}

syntax::expression translator::expression(const node& n, int at) {
    nesting const here(operation_depth_, operation_nesting, at);
    auto const translate = find(n.kind);
    return read_all(fields(n.kind, n.content, at), [&](fields& f) { return (this->*translate)(f); });
}

syntax::expression translator::required(std::optional<node> n, int at) {
    if (!n) {
        throw syntax::not_incremental("this construct", "A part of it is missing that pg_trickle expects.",
                                      at);
    }
    return expression(*n, at);
}
std::optional<syntax::expression> translator::optional(std::optional<node> n, int at) {
    return n ? std::optional(expression(*n, at)) : std::nullopt;
}
translator::expressions translator::list(const std::vector<node>& nodes, int at) {
    expressions result;
    for (const auto& n : nodes) { result.push_back(expression(n, at)); }
    return result;
}

syntax::expression translator::refused(fields& f) { throw refusal_of(f.kind(), f.at()); }

syntax::expression translator::constant(fields& f) {
    auto const text_of = [&](std::string_view field) {
        auto inside = f.part(field, std::string(field));
        return inside->text(field);
    };
    syntax::constant result;
    if (f.flag("isnull")) {
        result.printed = sql::build("NULL");
        result.known.emplace();
    } else if (f.has("ival")) {
        auto const digits = text_of("ival");
        std::int64_t const number = digits.empty() ? 0 : integer(digits).value();
        result.printed = sql::build("{}", number);
        result.known.emplace(number);
    } else if (f.has("boolval")) {
        bool const truth = text_of("boolval") == "true";
        result.printed = truth ? sql::build("TRUE") : sql::build("FALSE");
        result.known.emplace(truth);
    } else if (f.has("fval")) { // with a point or an exponent, or beyond 32 bits
        auto const digits = text_of("fval");
        result.printed = sql::from_server(digits);
        if (auto const number = integer(digits)) { result.known.emplace(*number); }
    } else if (f.has("sval")) {
        auto const text = text_of("sval");
        result.printed = sql::build("{}", sql::literal{text});
        result.known.emplace(text);
    } else {
        auto const bits = text_of("bsval"); // b101 or x1f
        auto const letter = bits.starts_with('x') ? sql::build("X") : sql::build("B");
        result.printed = sql::build("{}{}", letter, sql::literal{std::string_view(bits).substr(1)});
    }
    return {f.at(), std::move(result)};
}

syntax::expression translator::column(fields& f) {
    syntax::column_reference reference;
    for (const auto& part : f.children("fields")) {
        if (part.kind == "A_Star") {
            reference.star = true;
        } else {
            reference.names.push_back(fields(part.kind, part.content, f.at()).text("sval"));
        }
    }
    return {f.at(), std::move(reference)};
}

namespace {
/// AND or OR of all, as a balanced tree, so that a long list does not become a deep tree.
syntax::expression chained(std::span<syntax::expression> args, bool is_and, int at) {
    if (args.size() == 1) { return std::move(args.front()); }
    auto const half = (args.size() + 1) / 2;
    form_builder out(is_and ? operation::logical_and : operation::logical_or);
    out.print("(").argument(chained(args.first(half), is_and, at));
    is_and ? out.print(" AND ") : out.print(" OR ");
    return out.argument(chained(args.subspan(half), is_and, at)).print(")").build(at);
}
} // namespace

syntax::expression translator::boolean(fields& f) {
    auto const kind = f.text("boolop");
    auto args = list(f.children("args"), f.at());
    if (kind == "NOT_EXPR") {
        form_builder out(operation::logical_not);
        return out.print("(NOT ").argument(std::move(args.at(0))).print(")").build(f.at());
    }
    return chained(args, kind == "AND_EXPR", f.at());
}

syntax::expression translator::null_test(fields& f) {
    bool const is_null = f.text("nulltesttype") == "IS_NULL";
    form_builder out(is_null ? operation::is_null : operation::is_not_null);
    out.print("(").argument(required(f.child("arg"), f.at()));
    (is_null ? out.print(" IS NULL)") : out.print(" IS NOT NULL)"));
    return out.build(f.at());
}

syntax::expression translator::boolean_test(fields& f) {
    static constexpr word tests[]{
        {"IS_TRUE", " IS TRUE)"},       {"IS_NOT_TRUE", " IS NOT TRUE)"},
        {"IS_FALSE", " IS FALSE)"},     {"IS_NOT_FALSE", " IS NOT FALSE)"},
        {"IS_UNKNOWN", " IS UNKNOWN)"}, {"IS_NOT_UNKNOWN", " IS NOT UNKNOWN)"},
    };
    auto const kind = f.text("booltesttype");
    form_builder out(kind == "IS_TRUE" ? operation::is_true : operation::server);
    return out.print("(")
        .argument(required(f.child("arg"), f.at()))
        .print(word_for(tests, kind))
        .build(f.at());
}

syntax::expression translator::case_expression(fields& f) {
    auto subject = optional(f.child("arg"), f.at());
    // The evaluator knows the form with conditions, and needs an ELSE.
    form_builder out(subject ? operation::server : operation::case_when);
    out.print("(CASE");
    if (subject) { out.print(" ").argument(std::move(*subject)); }
    for (const auto& branch : f.children("args")) {
        read_all(fields(branch.kind, branch.content, f.at()), [&](fields& when) {
            out.print(" WHEN ").argument(required(when.child("expr"), when.at()));
            out.print(" THEN ").argument(required(when.child("result"), when.at()));
            return true;
        });
    }
    auto otherwise = optional(f.child("defresult"), f.at());
    out.print(" ELSE ").argument(
        otherwise ? std::move(*otherwise)
                  : syntax::expression{f.at(), syntax::constant{sql::build("NULL"), value()}});
    return out.print(" END)").build(f.at());
}

syntax::expression translator::coalesce(fields& f) {
    form_builder out(operation::coalesce);
    return out.print("COALESCE(").list(list(f.children("args"), f.at()), ", ").print(")").build(f.at());
}

syntax::expression translator::greatest_or_least(fields& f) {
    form_builder out;
    f.text("op") == "IS_GREATEST" ? out.print("GREATEST(") : out.print("LEAST(");
    return out.list(list(f.children("args"), f.at()), ", ").print(")").build(f.at());
}

syntax::expression translator::cast(fields& f) {
    auto arg = required(f.child("arg"), f.at());
    auto const to = type(f.part("typeName", "TypeName").value());
    if (const auto* c = std::get_if<syntax::constant>(&arg.is)) { return cast_constant(*c, to, f.at()); }
    form_builder out;
    auto form = out.print("CAST(").argument(std::move(arg)).print(sql::build(" AS {})", to.printed)).form();
    form.type = to.name;
    return {f.at(), std::move(form)};
}

namespace {
/// The value of a constant after a cast, where the type is one of those that the evaluator has.
std::optional<value> cast_value(const std::optional<value>& known, const std::string& type) {
    if (!known || !*known) { return known; }
    const auto* text = std::get_if<std::string>(&**known);
    if (type == "text" && text != nullptr) { return known; }
    if (type != "integer" && type != "bigint" && type != "smallint") { return std::nullopt; }
    if (std::holds_alternative<std::int64_t>(**known)) { return known; }
    auto const number = text != nullptr ? integer(*text) : std::nullopt;
    return number ? std::optional<value>(*number) : std::nullopt;
}
} // namespace

/// A constant with its type is a constant.
syntax::expression translator::cast_constant(const syntax::constant& c, const type_reference& type, int at) {
    return {at, syntax::constant{sql::build("CAST({} AS {})", c.printed, type.printed),
                                 cast_value(c.known, type.name), type.name}};
}

syntax::expression translator::collate(fields& f) {
    form_builder out;
    out.print("(").argument(required(f.child("arg"), f.at()));
    return out.print(sql::build(" COLLATE {})", qualified(f.names("collname")))).build(f.at());
}

syntax::expression translator::array(fields& f) {
    f.ignore({"list_start", "list_end"});
    form_builder out;
    return out.print("ARRAY[").list(list(f.children("elements"), f.at()), ", ").print("]").build(f.at());
}

/// As a value: two bare ROW(...) would be compared field by field, which finds NULLs unequal.
syntax::expression translator::row(fields& f) {
    form_builder out;
    return out.print("CAST(").argument(bare_row(f)).print(" AS record)").build(f.at());
}

syntax::expression translator::bare_row(fields& f) {
    f.ignore({"row_format"}); // whether the word ROW was there
    form_builder out;
    return out.print("ROW(").list(list(f.children("args"), f.at()), ", ").print(")").build(f.at());
}

void translator::subscript(form_builder& out, const node& n, int at) {
    read_all(fields(n.kind, n.content, at), [&](fields& f) {
        if (n.kind == "String") {
            out.print(sql::build(".{}", sql::ident{f.text("sval")}));
            return true;
        }
        if (n.kind != "A_Indices") {
            throw syntax::not_incremental("(row).*", "Its columns would have to be named.",
                                          "Name the fields: (row).field.", at);
        }
        auto lower = optional(f.child("lidx"), at);
        auto upper = optional(f.child("uidx"), at);
        out.print("[");
        if (f.flag("is_slice")) {
            if (lower) { out.argument(std::move(*lower)); }
            out.print(":");
        }
        if (upper) { out.argument(std::move(*upper)); }
        out.print("]");
        return true;
    });
}

syntax::expression translator::indirection(fields& f) {
    form_builder out;
    out.print("((").argument(required(f.child("arg"), f.at())).print(")");
    for (const auto& step : f.children("indirection")) { subscript(out, step, f.at()); }
    return out.print(")").build(f.at());
}

syntax::expression translator::sql_value_function(fields& f) {
    auto name = f.text("op").substr(std::string_view("SVFOP_").size());
    f.ignore({"type"});
    if (name.ends_with("_N")) { name.resize(name.size() - 2); }
    auto printed = sql::from_server(name); // CURRENT_DATE, ...
    if (f.has("typmod")) {
        if (auto const precision = f.number("typmod"); precision >= 0) {
            printed = sql::build("{}({})", printed, precision);
        }
    }
    form_builder out;
    return out.print(printed).build(f.at());
}

} // namespace pgt::parse
