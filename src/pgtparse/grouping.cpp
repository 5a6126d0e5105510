/// GROUP BY: GROUPING SETS, ROLLUP and CUBE become the list of their sets.
#include "nesting.hpp"
#include "translator.hpp"

#include <pgt/checkpoint.hpp>
#include <pgt/syntax/refusal.hpp>

#include <algorithm>
#include <iterator>

namespace pgt::parse {

/// The sets of the items are combined, each with each.
void translator::group_by(syntax::select_statement& out, const std::vector<node>& clause) {
    bool const has_sets = std::ranges::contains(clause, "GroupingSet", &node::kind);
    grouping_sets all{{}};
    for (const auto& item : clause) { all = crossed(all, item_of_group_by(out, item, out.at), out.at); }
    if (has_sets) { out.grouping_sets = std::move(all); }
}

translator::grouping_sets translator::item_of_group_by(syntax::select_statement& out, const node& n, int at) {
    checkpoint();
    if (n.kind != "GroupingSet") { return {plain_set(out, n, at)}; }
    return read_all(fields(n.kind, n.content, at), [&](fields& f) { return grouping_sets_of(out, f); });
}

translator::grouping_sets translator::grouping_sets_of(syntax::select_statement& out, fields& f) {
    nesting const here(operation_depth_, operation_nesting, f.at());
    auto const kind = f.text("kind");
    auto const content = f.children("content");
    if (kind == "GROUPING_SET_EMPTY") { return {{}}; }
    grouping_sets parts;
    for (const auto& n : content) {
        auto sets = item_of_group_by(out, n, f.at());
        std::ranges::move(sets, std::back_inserter(parts));
        require_few(parts, f.at());
    }
    if (kind == "GROUPING_SET_ROLLUP") { return rolled_up(parts, f.at()); }
    if (kind == "GROUPING_SET_CUBE") { return cubed(parts, f.at()); }
    return parts;
}

/// An expression; several in parentheses are a list of them, not a row.
translator::grouping_set translator::plain_set(syntax::select_statement& out, const node& n, int at) {
    if (n.kind == "RowExpr") {
        fields row(n.kind, n.content, at);
        if (row.text("row_format") == "COERCE_IMPLICIT_CAST") {
            grouping_set result;
            for (const auto& arg : row.children("args")) {
                std::ranges::move(plain_set(out, arg, row.at()), std::back_inserter(result));
            }
            return result;
        }
    }
    out.group_by.push_back(expression(n, at));
    return {out.group_by.size() - 1};
}

void translator::require_few(const grouping_sets& sets, int at) const {
    if (sets.size() <= limit_.grouping_sets) { return; }
    throw user_error(sqlstate::program_limit_exceeded, "too many grouping sets")
        .detail("GROUP BY has more than " + std::to_string(limit_.grouping_sets) + " grouping sets.")
        .hint("Name the sets that are needed with GROUPING SETS, or use refresh_mode => 'FULL'.")
        .at(syntax::position(at));
}

/// `ROLLUP (a, b)`: `(a, b), (a), ()`.
translator::grouping_sets translator::rolled_up(const grouping_sets& parts, int at) const {
    grouping_sets result{{}};
    for (const auto& part : parts) {
        auto next = result.back();
        std::ranges::copy(part, std::back_inserter(next));
        result.push_back(std::move(next));
        require_few(result, at);
    }
    return result;
}

/// `CUBE (a, b)`: `(a, b), (a), (b), ()`.
translator::grouping_sets translator::cubed(const grouping_sets& parts, int at) const {
    grouping_sets result{{}};
    for (const auto& part : parts) { result = crossed(result, {{}, part}, at); }
    return result;
}

translator::grouping_sets translator::crossed(const grouping_sets& a, const grouping_sets& b, int at) const {
    grouping_sets result;
    for (const auto& x : a) {
        for (const auto& y : b) {
            result.push_back(x);
            std::ranges::copy(y, std::back_inserter(result.back()));
            require_few(result, at);
        }
    }
    return result;
}

syntax::expression translator::grouping_function(fields& f) {
    return {f.at(), syntax::grouping_call{list(f.children("args"), f.at())}};
}

} // namespace pgt::parse
