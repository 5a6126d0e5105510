#include "bind/syntax_tree.hpp"

#include "bind/refusal.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <variant>

namespace pgt::bind::detail {

std::vector<const syntax::expression*> children(const syntax::expression& e) {
    std::vector<const syntax::expression*> result;
    auto const add = [&](const std::vector<syntax::expression>& list) {
        for (const auto& child : list) { result.push_back(&child); }
    };
    auto const add_keys = [&](const std::vector<syntax::sort_key>& keys) {
        for (const auto& key : keys) { result.push_back(&key.by); }
    };
    auto const add_windows = [&](const std::vector<syntax::window>& windows) {
        for (const auto& window : windows) {
            add(window.partition_by);
            add_keys(window.order_by);
        }
    };
    if (const auto* form = std::get_if<syntax::form>(&e.is)) { add(form->args); }
    if (const auto* link = std::get_if<syntax::sublink>(&e.is)) { add(link->operand); }
    if (const auto* special = std::get_if<syntax::special_aggregate>(&e.is)) {
        add(special->call.args);
        add(special->filter);
        add_windows(special->over);
    }
    if (const auto* grouping = std::get_if<syntax::grouping_call>(&e.is)) { add(grouping->args); }
    if (const auto* call = std::get_if<syntax::function_call>(&e.is)) {
        add(call->args);
        add(call->filter);
        add_keys(call->order_by);
        add_windows(call->over);
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

const syntax::function_call* call_of_fields(const syntax::form& form) {
    bool const takes_fields = form.args.size() == 1 && form.pieces.front() == sql::build("((") &&
                              form.pieces.back().str().starts_with(").");
    return takes_fields ? std::get_if<syntax::function_call>(&form.args.front().is) : nullptr;
}

const named_table& table_of(const syntax::column_reference& c, const names& known, std::size_t count,
                            int at) {
    auto const schema = count > 1 ? c.names[count - 2] : std::string();
    if (const auto* table = find_table(known.tables, schema, c.names[count - 1])) { return *table; }
    throw invalid(sqlstate::undefined_table,
                  "missing FROM-clause entry for table " + quoted(c.names[count - 1]), at);
}

bool has_subquery(const syntax::expression& e) {
    return std::holds_alternative<syntax::sublink>(e.is) ||
           std::ranges::any_of(children(e), [](const auto* child) { return has_subquery(*child); });
}

bool is_series(const syntax::function_call& f) { return f.schema.empty() && f.name == "generate_series"; }

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
