/// Calls of aggregates over the rows that are grouped.
#include "bind/aggregate_names.hpp"
#include "bind/binder.hpp"
#include "bind/printer.hpp"
#include "bind/refusal.hpp"
#include "bind/syntax_tree.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace pgt::bind::detail {

aggregate_kind kind_of_aggregate(const syntax::function_call& f) {
    static const std::unordered_map<std::string, aggregate_kind> kinds{
        {"count", aggregate_kind::count},    {"sum", aggregate_kind::sum},
        {"avg", aggregate_kind::avg},        {"min", aggregate_kind::min},
        {"max", aggregate_kind::max},        {"bool_and", aggregate_kind::bool_and},
        {"every", aggregate_kind::bool_and}, {"bool_or", aggregate_kind::bool_or},
    };
    bool const is_plain =
        f.schema.empty() && !f.distinct && !f.variadic && !f.within_group && f.order_by.empty();
    if (is_plain && f.star && f.name == "count") { return aggregate_kind::count_rows; }
    auto const found = kinds.find(f.name);
    return is_plain && f.args.size() == 1 && found != kinds.end() ? found->second : aggregate_kind::other;
}

namespace {

/// Whether the result of an aggregate depends on the order in which it meets the rows.  Of aggregates that users make nothing is
/// known.
bool depends_on_order(const syntax::expression& e) {
    static const std::set<std::string, std::less<>> does_not{
        "avg",     "bit_and",    "bit_or",      "bit_xor",    "bool_and",   "bool_or",
        "corr",    "count",      "covar_pop",   "covar_samp", "every",      "max",
        "min",     "range_agg",  "regr_avgx",   "regr_avgy",  "regr_count", "regr_intercept",
        "regr_r2", "regr_slope", "regr_sxx",    "regr_sxy",   "regr_syy",   "range_intersect_agg",
        "stddev",  "stddev_pop", "stddev_samp", "sum",        "var_pop",    "var_samp",
        "variance"};
    if (const auto* special = std::get_if<syntax::special_aggregate>(&e.is)) {
        return std::ranges::none_of(
            special->call.pieces, [](const sql::text& piece) { return piece.str().contains(" ORDER BY "); });
    }
    const auto& f = std::get<syntax::function_call>(e.is);
    bool const own_order = f.distinct || f.within_group || !f.order_by.empty();
    return !own_order && !(f.schema.empty() && does_not.contains(f.name));
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

void binder::refuse_order(const syntax::expression& e, const select_state& state) const {
    if (!state.from.ordered || !depends_on_order(e)) { return; }
    std::string const reason = "Which row comes first is known to the ORDER BY of the subquery only.";
    if (is_window_function(e)) {
        throw not_incremental("a window function over the order of a subquery", reason,
                              "Write the ORDER BY inside OVER.", e.at);
    }
    throw not_incremental("an aggregate over the order of a subquery", reason,
                          "Write the ORDER BY inside the aggregate, as in array_agg(x ORDER BY x).", e.at);
}

/// The FILTER of an aggregate whose arguments are computed before it is looked at: some group is there without rows.
std::optional<expression> binder::filter_of(const std::vector<syntax::expression>& filter,
                                            const aggregation& groups, select_state& state) {
    if (filter.empty() || !groups.is_scalar) { return std::nullopt; }
    return bound(filter.front(), state);
}

/// The call with its arguments as columns of the input.
aggregate_call binder::aggregate_of(const syntax::function_call& f, aggregation& groups,
                                    select_state& state) {
    auto const filter = filter_of(f.filter, groups, state);
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
    return {kind_of_aggregate(f), out.print(")").build(), std::nullopt};
}

namespace {

/// What an aggregate gives for no rows.  Of aggregates that users make nothing is known.
enum class empty_result : std::uint8_t { null, zero, unknown };
empty_result result_of_nothing(const syntax::expression& e) {
    static const std::set<std::string, std::less<>> counts{"count", "regr_count"};
    static const std::set<std::string, std::less<>> ranks{"rank", "dense_rank", "percent_rank", "cume_dist"};
    const auto* f = std::get_if<syntax::function_call>(&e.is);
    if (f == nullptr) { return empty_result::null; }
    if (!f->schema.empty() || ranks.contains(f->name)) { return empty_result::unknown; }
    return counts.contains(f->name) ? empty_result::zero : empty_result::null;
}

} // namespace

expression binder::aggregate(const syntax::expression& e, aggregation& groups, select_state& state) {
    const auto* f = std::get_if<syntax::function_call>(&e.is);
    const auto* special = std::get_if<syntax::special_aggregate>(&e.is);
    refuse_order(e, state);
    aggregate_call result{aggregate_kind::other, expression::null(), std::nullopt};
    if (f != nullptr) {
        result = aggregate_of(*f, groups, state);
    } else {
        expressions args;
        auto const filter = filter_of(special->filter, groups, state);
        for (const auto& arg : special->call.args) {
            args.push_back(groups.input(guarded(bound(arg, state), filter)));
        }
        result.call = expression::call(operation::server, special->call.pieces, std::move(args));
    }
    for (const auto& condition : f != nullptr ? f->filter : special->filter) {
        result.filter = groups.input(bound(condition, state));
    }
    auto const found = groups.result(result);
    if (!groups.is_scalar || groups.outer_width == 0) { return found; }
    auto const nothing = result_of_nothing(e);
    groups.empty_is_known = groups.empty_is_known && nothing != empty_result::unknown;
    if (nothing != empty_result::zero) { return found; }
    return expression::call(operation::coalesce, {sql::build("COALESCE("), sql::build(", "), sql::build(")")},
                            {found, expression::constant(sql::build("0"), value(std::int64_t{0}))});
}

} // namespace pgt::bind::detail
