#include "bind/aggregate_table.hpp"

#include <algorithm>
#include <array>

namespace pgt::bind::detail {

namespace {
using enum aggregate_kind;
using enum empty_result;
constexpr bool in_order = false;

constexpr std::array table = {
    known_aggregate{"any_value", other, 1, in_order},
    known_aggregate{"array_agg", other, 1, in_order},
    known_aggregate{"avg", avg},
    known_aggregate{"bit_and", bit_and},
    known_aggregate{"bit_or", bit_or},
    known_aggregate{"bit_xor", bit_xor},
    known_aggregate{"bool_and", bool_and},
    known_aggregate{"bool_or", bool_or},
    // The statistics of pairs are computed in floating point, whose sums are not undone exactly.
    known_aggregate{"corr", other, 2},
    known_aggregate{"count", count, 1, true, zero},
    known_aggregate{"covar_pop", other, 2},
    known_aggregate{"covar_samp", other, 2},
    known_aggregate{"cume_dist", other, 1, in_order, unknown},
    known_aggregate{"dense_rank", other, 1, in_order, unknown},
    known_aggregate{"every", bool_and},
    known_aggregate{"json_agg", other, 1, in_order},
    known_aggregate{"json_agg_strict", other, 1, in_order},
    known_aggregate{"json_object_agg", other, 2, in_order},
    known_aggregate{"json_object_agg_strict", other, 2, in_order},
    known_aggregate{"json_object_agg_unique", other, 2, in_order},
    known_aggregate{"json_object_agg_unique_strict", other, 2, in_order},
    known_aggregate{"jsonb_agg", other, 1, in_order},
    known_aggregate{"jsonb_agg_strict", other, 1, in_order},
    known_aggregate{"jsonb_object_agg", other, 2, in_order},
    known_aggregate{"jsonb_object_agg_strict", other, 2, in_order},
    known_aggregate{"jsonb_object_agg_unique", other, 2, in_order},
    known_aggregate{"jsonb_object_agg_unique_strict", other, 2, in_order},
    known_aggregate{"max", max},
    known_aggregate{"min", min},
    known_aggregate{"mode", other, 1, in_order},
    known_aggregate{"percent_rank", other, 1, in_order, unknown},
    known_aggregate{"percentile_cont", other, 1, in_order},
    known_aggregate{"percentile_disc", other, 1, in_order},
    known_aggregate{"range_agg"},
    known_aggregate{"range_intersect_agg"},
    known_aggregate{"rank", other, 1, in_order, unknown},
    known_aggregate{"regr_avgx", other, 2},
    known_aggregate{"regr_avgy", other, 2},
    known_aggregate{"regr_count", count_pairs, 2, true, zero},
    known_aggregate{"regr_intercept", other, 2},
    known_aggregate{"regr_r2", other, 2},
    known_aggregate{"regr_slope", other, 2},
    known_aggregate{"regr_sxx", other, 2},
    known_aggregate{"regr_sxy", other, 2},
    known_aggregate{"regr_syy", other, 2},
    known_aggregate{"stddev", stddev_samp},
    known_aggregate{"stddev_pop", stddev_pop},
    known_aggregate{"stddev_samp", stddev_samp},
    known_aggregate{"string_agg", other, 2, in_order},
    known_aggregate{"sum", sum},
    known_aggregate{"var_pop", var_pop},
    known_aggregate{"var_samp", var_samp},
    known_aggregate{"variance", var_samp},
    known_aggregate{"xmlagg", other, 1, in_order},
};
static_assert(std::ranges::is_sorted(table, {}, &known_aggregate::name));

bool is_plain(const syntax::function_call& f) {
    return f.schema.empty() && !f.variadic && !f.within_group && f.order_by.empty();
}

/// The kind of the call without its DISTINCT.
aggregate_kind kind_of_plain(const syntax::function_call& f) {
    if (!is_plain(f)) { return other; }
    if (f.star) { return f.name == "count" ? count_rows : other; }
    const auto* const known = find_aggregate(f.name);
    return known != nullptr && f.args.size() == known->arguments ? known->kind : other;
}
} // namespace

std::span<const known_aggregate> known_aggregates() { return table; }

const known_aggregate* find_aggregate(std::string_view name) {
    const auto* const found = std::ranges::lower_bound(table, name, {}, &known_aggregate::name);
    return found != table.end() && found->name == name ? &*found : nullptr;
}

aggregate_kind kind_of_aggregate(const syntax::function_call& f) {
    auto const kind = kind_of_plain(f);
    return f.distinct && !ignores_duplicates(kind) ? other : kind;
}

aggregate_kind kind_over_distinct(const syntax::function_call& f) {
    auto const kind = kind_of_plain(f);
    return f.distinct && f.args.size() == 1 && !ignores_duplicates(kind) ? kind : other;
}

} // namespace pgt::bind::detail
