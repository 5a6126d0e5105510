#include "nesting.hpp"
#include "translator.hpp"

#include <pgt/syntax/refusal.hpp>

namespace pgt::parse {

syntax::select_statement translator::query(const node& n, int at) {
    nesting const here(query_depth_, query_nesting(limit_.query_depth), at);
    if (n.kind != "SelectStmt") { throw refusal_of(n.kind, at); }
    return read_all(fields(n.kind, n.content, at), [&](fields& f) { return select(f); });
}

std::shared_ptr<const syntax::select_statement> translator::shared_query(const node& n, int at) {
    return std::make_shared<const syntax::select_statement>(query(n, at));
}

syntax::select_statement translator::select(fields& f) {
    if (f.has("lockingClause")) { throw refusal_of("LockingClause", f.at()); }
    if (f.has("intoClause")) { throw refusal_of("IntoClause", f.at()); }
    syntax::select_statement result;
    result.at = f.at();
    with(result, f.part("withClause", "WithClause"));
    if (auto const op = f.text("op"); op == "SETOP_NONE") {
        f.flag("all");
        body(result, f);
    } else {
        result.op = op == "SETOP_UNION"       ? syntax::set_operator::union_
                    : op == "SETOP_INTERSECT" ? syntax::set_operator::intersect
                                              : syntax::set_operator::except;
        set_operation(result, f);
    }
    order_and_limit(result, f);
    return result;
}

/// A chain of UNIONs is as deep to the left as it is long: its left side is not counted as a nested query.
void translator::set_operation(syntax::select_statement& out, fields& f) {
    nesting const here(operation_depth_, operation_nesting, f.at());
    out.all = f.flag("all");
    auto const side = [&](std::string_view name) {
        return read_all(f.part(name, "SelectStmt").value(), [&](fields& s) {
            return std::make_shared<const syntax::select_statement>(select(s));
        });
    };
    out.left = side("larg");
    out.right = side("rarg");
}

void translator::body(syntax::select_statement& out, fields& f) {
    for (const auto& row : f.children("valuesLists")) {
        out.values.push_back(read_all(fields(row.kind, row.content, f.at()),
                                      [&](fields& r) { return list(r.children("items"), f.at()); }));
    }
    distinct(out, f.children("distinctClause"));
    for (const auto& n : f.children("targetList")) { out.targets.push_back(target(n, f.at())); }
    for (const auto& n : f.children("fromClause")) { out.from.push_back(from_item(n, f.at())); }
    out.where = optional(f.child("whereClause"), f.at());
    group_by(out, f.children("groupClause"));
    out.distinct_sets = f.flag("groupDistinct");
    for (const auto& n : f.children("windowClause")) {
        out.windows.push_back(window(fields(n.kind, n.content, f.at())));
    }
    out.having = optional(f.child("havingClause"), f.at());
    if (out.at < 0 && !out.targets.empty()) { out.at = out.targets.front().value.at; }
}

/// DISTINCT is an empty list, DISTINCT ON a list of expressions.
void translator::distinct(syntax::select_statement& out, const std::vector<node>& clause) {
    for (const auto& n : clause) {
        if (n.kind == "nothing") {
            out.distinct = true;
        } else {
            out.distinct_on.push_back(expression(n, out.at));
        }
    }
}

void translator::order_and_limit(syntax::select_statement& out, fields& f) {
    for (const auto& n : f.children("sortClause")) { out.order_by.push_back(sort_key(n, f.at())); }
    syntax::limit limit{optional(f.child("limitCount"), f.at()), optional(f.child("limitOffset"), f.at()),
                        f.text("limitOption") == "LIMIT_OPTION_WITH_TIES"};
    auto const is_known = [](const std::optional<syntax::expression>& e, const value& wanted) {
        if (!e) { return true; }
        const auto* c = std::get_if<syntax::constant>(&e->is);
        return c != nullptr && c->known && (!*c->known || *c->known == wanted);
    };
    bool const all = is_known(limit.count, value());                          // LIMIT ALL
    bool const none_skipped = is_known(limit.offset, value(std::int64_t{0})); // OFFSET 0
    if (!all || !none_skipped) { out.limit = std::move(limit); }
}

syntax::target translator::target(const node& n, int at) {
    return read_all(fields(n.kind, n.content, at), [&](fields& f) {
        auto const value = f.child("val").value();
        auto name = f.text("name");
        if (name.empty()) { name = output_name(value); }
        return syntax::target{expression(value, f.at()), std::move(name)};
    });
}

void translator::with(syntax::select_statement& out, std::optional<fields> clause) {
    if (!clause) { return; }
    read_all(std::move(*clause), [&](fields& f) {
        out.recursive = f.flag("recursive");
        for (const auto& n : f.children("ctes")) { out.with.push_back(with_query(n, f.at())); }
        return true;
    });
}

syntax::with_query translator::with_query(const node& n, int at) {
    return read_all(fields(n.kind, n.content, at), [&](fields& f) {
        if (f.has("search_clause")) { throw refusal_of("CTESearchClause", f.at()); }
        if (f.has("cycle_clause")) { throw refusal_of("CTECycleClause", f.at()); }
        f.ignore({"ctematerialized"}); // a hint, without effect on the result
        return syntax::with_query{f.at(), f.text("ctename"), f.names("aliascolnames"),
                                  shared_query(f.child("ctequery").value(), f.at())};
    });
}

} // namespace pgt::parse
