#include "translator.hpp"

#include <pgt/syntax/refusal.hpp>

namespace pgt::parse {

void translator::argument(syntax::function_call& out, const node& n, int at) {
    if (n.kind != "NamedArgExpr") {
        out.args.push_back(expression(n, at));
        out.arg_names.emplace_back();
        return;
    }
    read_all(fields(n.kind, n.content, at), [&](fields& f) {
        f.ignore({"argnumber"});
        out.arg_names.push_back(f.text("name"));
        out.args.push_back(required(f.child("arg"), f.at()));
        return true;
    });
}

syntax::expression translator::function(fields& f) {
    f.ignore({"funcformat"}); // whether SQL's own syntax was used: EXTRACT(...), TRIM(...), ...
    syntax::function_call call;
    auto const name = f.names("funcname");
    call.name = name.back();
    if (name.size() > 1) { call.schema = name[name.size() - 2]; }
    if (call.schema == "pg_catalog") { call.schema.clear(); }
    for (const auto& n : f.children("args")) { argument(call, n, f.at()); }
    for (const auto& n : f.children("agg_order")) { call.order_by.push_back(sort_key(n, f.at())); }
    if (auto filter = optional(f.child("agg_filter"), f.at())) { call.filter.push_back(std::move(*filter)); }
    call.over = over(f);
    call.within_group = f.flag("agg_within_group");
    call.star = f.flag("agg_star");
    call.distinct = f.flag("agg_distinct");
    call.variadic = f.flag("func_variadic");
    return {f.at(), std::move(call)};
}

syntax::sort_key translator::sort_key(const node& n, int at) {
    return read_all(fields(n.kind, n.content, at), [&](fields& f) {
        auto const direction = f.text("sortby_dir");
        auto const nulls = f.text("sortby_nulls");
        auto by = required(f.child("node"), f.at());
        sql::text order;
        if (direction == "SORTBY_DESC") { order = sql::build(" DESC"); }
        if (direction == "SORTBY_USING") {
            auto const name = f.names("useOp");
            order = name.size() == 1 ? sql::build(" USING {}", operator_text(name.back()))
                                     : sql::build(" USING OPERATOR({}.{})", sql::ident{name.front()},
                                                  operator_text(name.back()));
        }
        if (nulls == "SORTBY_NULLS_FIRST") { order = sql::build("{} NULLS FIRST", order); }
        if (nulls == "SORTBY_NULLS_LAST") { order = sql::build("{} NULLS LAST", order); }
        return syntax::sort_key{std::move(by), std::move(order)};
    });
}

} // namespace pgt::parse
