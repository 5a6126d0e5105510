#include "bind/syntax_tree.hpp"

#include "bind/refusal.hpp"

#include <cstddef>
#include <string>
#include <variant>

namespace pgt::bind::detail {

std::vector<const syntax::expression*> children(const syntax::expression& e) {
    std::vector<const syntax::expression*> result;
    auto const add = [&](const std::vector<syntax::expression>& list) {
        for (const auto& child : list) { result.push_back(&child); }
    };
    if (const auto* form = std::get_if<syntax::form>(&e.is)) { add(form->args); }
    if (const auto* link = std::get_if<syntax::sublink>(&e.is)) { add(link->operand); }
    if (const auto* special = std::get_if<syntax::special_aggregate>(&e.is)) {
        add(special->call.args);
        add(special->filter);
    }
    if (const auto* grouping = std::get_if<syntax::grouping_call>(&e.is)) { add(grouping->args); }
    if (const auto* call = std::get_if<syntax::function_call>(&e.is)) {
        add(call->args);
        add(call->filter);
        for (const auto& key : call->order_by) { result.push_back(&key.by); }
    }
    return result;
}

std::optional<std::int64_t> position_of(const syntax::expression& e) {
    const auto* constant = std::get_if<syntax::constant>(&e.is);
    if (constant == nullptr || !constant->type.empty() || !constant->known || !*constant->known) {
        return std::nullopt;
    }
    const auto* position = std::get_if<std::int64_t>(&**constant->known);
    return position != nullptr ? std::optional(*position) : std::nullopt;
}

void require_values(const syntax::form& form) {
    if (form.pieces.front() != sql::build("ROW(")) { return; }
    for (const auto& arg : form.args) {
        const auto* reference = std::get_if<syntax::column_reference>(&arg.is);
        if (reference != nullptr && reference->star) {
            throw not_incremental("ROW(table.*)", "Its columns have to be named.",
                                  "Name them, as in ROW(a, b).", arg.at);
        }
    }
}

const named_table& table_of(const syntax::column_reference& c, const names& known, std::size_t count,
                            int at) {
    auto const schema = count > 1 ? c.names[count - 2] : std::string();
    if (const auto* table = find_table(known.tables, schema, c.names[count - 1])) { return *table; }
    throw invalid(sqlstate::undefined_table,
                  "missing FROM-clause entry for table " + quoted(c.names[count - 1]), at);
}

user_error refusal_of(const syntax::sublink& link, int at, bool negated) {
    std::string const reason = "A row depends on rows of the subquery.";
    std::string const full = "Use refresh_mode => 'FULL', or 'AUTO' to let it be chosen.";
    std::string const join =
        "Where it is a condition of WHERE by itself, write a join with a SELECT DISTINCT; "
        "else use refresh_mode => 'FULL'.";
    switch (link.kind) {
    case syntax::sublink_kind::exists:
        if (!negated) { return not_incremental("EXISTS (SELECT ...)", reason, join, at); }
        return not_incremental(
            "NOT EXISTS (SELECT ...)", reason,
            "Where it is a condition of WHERE by itself, write a LEFT JOIN and keep the rows "
            "without a partner; else use refresh_mode => 'FULL'.",
            at);
    case syntax::sublink_kind::any:
        if (!link.op.empty()) { break; }
        return negated ? not_incremental("NOT IN (SELECT ...)", reason, full, at)
                       : not_incremental("IN (SELECT ...)", reason, join, at);
    case syntax::sublink_kind::scalar:
        return not_incremental("a subquery as a value", reason,
                               "Write a join, or use refresh_mode => 'FULL'.", at);
    case syntax::sublink_kind::array:
        return not_incremental("ARRAY(SELECT ...)", reason,
                               "Write a join with array_agg, or use refresh_mode => 'FULL'.", at);
    case syntax::sublink_kind::all: break;
    }
    return not_incremental("a comparison with ANY or ALL of a subquery", reason, full, at);
}

sql::text function_name(const syntax::function_call& f) {
    return f.schema.empty() ? sql::build("{}", sql::ident{f.name})
                            : sql::build("{}", sql::qname{f.schema, f.name});
}

void print_arguments(printer& out, const syntax::function_call& f, const std::vector<expression>& args) {
    for (std::size_t i = 0; i < args.size(); ++i) {
        out.comma(i);
        if (f.variadic && i + 1 == args.size()) { out.print("VARIADIC "); }
        if (!f.arg_names[i].empty()) { out.print(sql::build("{} => ", sql::ident{f.arg_names[i]})); }
        out.argument(args[i]);
    }
}

} // namespace pgt::bind::detail
