#include <pgt/lower/operator/aggregate.hpp>

#include <pgt/lower/sql/grouping.hpp>
#include <pgt/lower/sql/match.hpp>

#include <cstddef>
#include <vector>

namespace pgt::lower {

namespace {
/// The clause that makes direct arguments of aggregates legal, which may be what is grouped by. The server takes no constant there.
sql::text grouping_clause(const key& group, const std::vector<sql::text>& names) {
    if (group.is_identity()) { return {}; }
    std::vector<sql::text> keys;
    for (const auto& e : group.columns()) {
        if (!e.columns().empty()) { keys.push_back(sql::build("({})", e.print(names))); }
    }
    return keys.empty() ? sql::text() : sql::build(" GROUP BY {}", sql::join(keys, ", "));
}
} // namespace

row_type lowering_traits<dbsp::op::aggregate<key, group_function>>::types(
    typing& t, const use<dbsp::op::aggregate<key, group_function>>& u) {
    auto const& in = t.of(u.input(0));
    auto const& group = u.op.key;
    auto const& calls = u.op.fn.calls();
    row_type result = group.is_identity() ? in : t.of_expressions(group.columns(), in);
    auto const keys = result.size();
    std::vector<std::size_t> unknown;
    for (const auto& call : calls) {
        unknown.push_back(result.size());
        result.push_back({.type = {}, .nullable = !counts(call.kind)});
    }
    t.ask(
        result, unknown, in,
        [&](std::size_t i, const typing::column_texts& names) { return calls[i - keys].call.print(names); },
        [&](const typing::column_texts& names) { return grouping_clause(group, names); });
    return result;
}

std::vector<column_set> lowering_traits<dbsp::op::aggregate<key, group_function>>::keys(
    key_finder&, const use<dbsp::op::aggregate<key, group_function>>& u) {
    column_set all;
    for (std::size_t i = 0; i < u.op.key.columns().size(); ++i) { all.insert(i); }
    return {all};
}

std::vector<sql::text> lowering_traits<dbsp::op::aggregate<key, group_function>>::names(
    column_names& n, const use<dbsp::op::aggregate<key, group_function>>& u) {
    auto const& in = n.of(u.input(0));
    auto result = u.op.key.is_identity() ? in : printed_names(u.op.key.columns(), in);
    for (const auto& call : u.op.fn.calls()) { result.push_back(call.call.print(in)); }
    return result;
}

block lowering_traits<dbsp::op::aggregate<key, group_function>>::sql(
    relational& r, const use<dbsp::op::aggregate<key, group_function>>& u) {
    auto const& rows = u.input(0);
    auto const in =
        with_shared_arguments(r, with_plain_key(r, r.unweighted(rows), u.op.key), u.op.fn.calls());
    std::vector<sql::text> calls;
    for (const auto& call : u.op.fn.calls()) { calls.push_back(aggregate_text(call, in)); }
    return grouped(r, in, u.op.key, detail::key_types(r, u.op.key, rows, in), calls);
}

} // namespace pgt::lower
