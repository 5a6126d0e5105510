/// Calls of aggregates over the rows that are grouped.
#include "bind/aggregate_table.hpp"
#include "bind/binder.hpp"
#include "bind/printer.hpp"
#include "bind/refusal.hpp"
#include "bind/syntax_tree.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace pgt::bind::detail {

namespace {

/// Whether the result of an aggregate depends on the order in which it meets the rows.  Of aggregates that users make nothing is
/// known.
bool depends_on_order(const syntax::function_call& f) {
    bool const own_order = f.distinct || f.within_group || !f.order_by.empty();
    const auto* const known = f.schema.empty() ? find_aggregate(f.name) : nullptr;
    return !own_order && (known == nullptr || !known->any_order);
}
bool depends_on_order(const syntax::expression& e) {
    if (const auto* special = std::get_if<syntax::special_aggregate>(&e.is)) {
        return std::ranges::none_of(
            special->call.pieces, [](const sql::text& piece) { return piece.str().contains(" ORDER BY "); });
    }
    return depends_on_order(std::get<syntax::function_call>(e.is));
}

/// Whether an aggregate can be given an order.
bool takes_order(const syntax::expression& e) {
    return std::holds_alternative<syntax::function_call>(e.is) && !is_window_function(e) &&
           depends_on_order(e);
}

/// What is aggregated, guarded by the FILTER of the aggregate where it is computed before rows are filtered.
expression guarded(expression e, const std::optional<expression>& filter) {
    if (!filter || e.as_column() || e.columns().empty()) { return e; }
    return expression::call(
        operation::case_when,
        {sql::build("(CASE WHEN "), sql::build(" THEN "), sql::build(" ELSE "), sql::build(" END)")},
        {*filter, std::move(e), expression::null()});
}

} // namespace

/// Whether aggregates of a query depend on the order of the only subquery in its FROM clause. They get that order as their own.
bool binder::asks_for_order(const syntax::select_statement& s) {
    if (s.from.size() != 1 || !std::holds_alternative<syntax::subquery>(s.from.front().is)) { return false; }
    auto const asks = [&](const syntax::target& one) { return asks_for_order(one.value); };
    return std::ranges::any_of(s.targets, asks) || (s.having && asks_for_order(*s.having));
}

bool binder::asks_for_order(const syntax::expression& e) {
    if (takes_order(e) && is_aggregate(e)) { return true; }
    return std::ranges::any_of(children(e), [&](const auto* child) { return asks_for_order(*child); });
}

void binder::refuse_order(const syntax::expression& e, const select_state& state) const {
    if (!state.from.ordered || !depends_on_order(e)) { return; }
    if (!state.from.order.empty() && takes_order(e)) { return; }
    std::string const reason = "Which row comes first is known to the ORDER BY of the subquery only.";
    if (is_window_function(e)) {
        throw not_incremental("a window function over the order of a subquery", reason,
                              "Write the ORDER BY inside OVER.", e.at);
    }
    throw not_incremental("an aggregate over the order of a subquery", reason,
                          "Write the ORDER BY inside the aggregate, as in array_agg(x ORDER BY x).", e.at);
}

/// The FILTER of an aggregate, which guards its arguments: they are columns of the rows that are grouped, which may be stored,
/// united with others, or looked at by a quarantine before anything is aggregated.
std::optional<expression> binder::filter_of(const std::vector<syntax::expression>& filter,
                                            select_state& state) {
    if (filter.empty()) { return std::nullopt; }
    return bound(filter.front(), state);
}

namespace {

/// The order of the rows that are grouped as that of an aggregate.
void print_order(printer& out, aggregation& groups, const std::optional<expression>& filter,
                 const select_state& state) {
    for (std::size_t i = 0; i < state.from.order.size(); ++i) {
        const auto& [by, order] = state.from.order[i];
        i == 0 ? out.print(" ORDER BY ") : out.print(", ");
        out.argument(groups.input(guarded(by, filter))).print(order);
    }
}

} // namespace

/// The call with its arguments as columns of the input.
aggregate_call binder::aggregate_of(const syntax::function_call& f, const std::optional<expression>& filter,
                                    aggregation& groups, select_state& state) {
    auto const input = [&](const syntax::expression& e) {
        return groups.input(guarded(bound(e, state), filter));
    };
    // The direct arguments of an ordered-set aggregate are of the group, so that they are its keys.
    auto const direct = [&](const syntax::expression& e) {
        auto const key = groups.find_key(bound(e, state));
        return key ? expression::column(*key) : input(e);
    };
    expressions args;
    for (const auto& e : f.args) { args.push_back(f.within_group ? direct(e) : input(e)); }
    printer out;
    out.print(sql::build("{}(", function_name(f)));
    if (f.star) { out.print("*"); }
    if (f.distinct) { out.print("DISTINCT "); }
    print_arguments(out, f, args);
    if (f.within_group) { out.print(") WITHIN GROUP ("); }
    if (!f.order_by.empty()) { f.within_group ? out.print("ORDER BY ") : out.print(" ORDER BY "); }
    for (std::size_t i = 0; i < f.order_by.size(); ++i) {
        out.comma(i).argument(input(f.order_by[i].by)).print(f.order_by[i].order);
    }
    if (depends_on_order(f)) { print_order(out, groups, filter, state); }
    return {kind_of_aggregate(f), out.print(")").build(), std::nullopt, kind_over_distinct(f)};
}

namespace {

/// What an aggregate gives for no rows.  Of aggregates that users make nothing is known.
empty_result result_of_nothing(const syntax::expression& e) {
    const auto* f = std::get_if<syntax::function_call>(&e.is);
    if (f == nullptr) { return empty_result::null; }
    const auto* const known = f->schema.empty() ? find_aggregate(f->name) : nullptr;
    return known != nullptr ? known->of_nothing : empty_result::unknown;
}

} // namespace

expression binder::aggregate(const syntax::expression& e, aggregation& groups, select_state& state) {
    const auto* f = std::get_if<syntax::function_call>(&e.is);
    const auto* special = std::get_if<syntax::special_aggregate>(&e.is);
    refuse_order(e, state);
    auto const filter = filter_of(f != nullptr ? f->filter : special->filter, state);
    aggregate_call result{aggregate_kind::other, expression::null(), std::nullopt};
    if (f != nullptr) {
        result = aggregate_of(*f, filter, groups, state);
    } else {
        expressions args;
        for (const auto& arg : special->call.args) {
            args.push_back(groups.input(guarded(bound(arg, state), filter)));
        }
        result.call = expression::call(operation::server, special->call.pieces, std::move(args));
    }
    if (filter) { result.filter = groups.input(*filter); }
    auto const found = groups.result(result);
    if (!groups.is_scalar || groups.outer_width == 0) { return found; }
    auto const nothing = result_of_nothing(e);
    groups.empty_is_known = groups.empty_is_known && nothing != empty_result::unknown;
    if (nothing != empty_result::zero) { return found; }
    return expression::call(operation::coalesce, {sql::build("COALESCE("), sql::build(", "), sql::build(")")},
                            {found, expression::constant(sql::build("0"), value(std::int64_t{0}))});
}

} // namespace pgt::bind::detail
