#include "bind/builtin_functions.hpp"

#include <algorithm>

namespace pgt::bind::detail {

namespace {

constexpr std::string_view builtin_aggregates[] = {"any_value",
                                                   "array_agg",
                                                   "avg",
                                                   "bit_and",
                                                   "bit_or",
                                                   "bit_xor",
                                                   "bool_and",
                                                   "bool_or",
                                                   "corr",
                                                   "count",
                                                   "covar_pop",
                                                   "covar_samp",
                                                   "cume_dist",
                                                   "dense_rank",
                                                   "every",
                                                   "json_agg",
                                                   "json_agg_strict",
                                                   "json_object_agg",
                                                   "json_object_agg_strict",
                                                   "json_object_agg_unique",
                                                   "json_object_agg_unique_strict",
                                                   "jsonb_agg",
                                                   "jsonb_agg_strict",
                                                   "jsonb_object_agg",
                                                   "jsonb_object_agg_strict",
                                                   "jsonb_object_agg_unique",
                                                   "jsonb_object_agg_unique_strict",
                                                   "max",
                                                   "min",
                                                   "mode",
                                                   "percent_rank",
                                                   "percentile_cont",
                                                   "percentile_disc",
                                                   "range_agg",
                                                   "range_intersect_agg",
                                                   "rank",
                                                   "regr_avgx",
                                                   "regr_avgy",
                                                   "regr_count",
                                                   "regr_intercept",
                                                   "regr_r2",
                                                   "regr_slope",
                                                   "regr_sxx",
                                                   "regr_sxy",
                                                   "regr_syy",
                                                   "stddev",
                                                   "stddev_pop",
                                                   "stddev_samp",
                                                   "string_agg",
                                                   "sum",
                                                   "var_pop",
                                                   "var_samp",
                                                   "variance",
                                                   "xmlagg"};

constexpr std::string_view builtin_windows[] = {"first_value", "lag",   "last_value", "lead",
                                                "nth_value",   "ntile", "row_number"};

constexpr std::string_view builtin_sets[] = {"aclexplode",
                                             "generate_series",
                                             "generate_subscripts",
                                             "json_array_elements",
                                             "json_array_elements_text",
                                             "json_each",
                                             "json_each_text",
                                             "json_object_keys",
                                             "json_populate_recordset",
                                             "json_to_recordset",
                                             "jsonb_array_elements",
                                             "jsonb_array_elements_text",
                                             "jsonb_each",
                                             "jsonb_each_text",
                                             "jsonb_object_keys",
                                             "jsonb_path_query",
                                             "jsonb_path_query_tz",
                                             "jsonb_populate_recordset",
                                             "jsonb_to_recordset",
                                             "regexp_matches",
                                             "regexp_split_to_table",
                                             "string_to_table",
                                             "unnest"};

} // namespace

function_kind builtin_kind(std::string_view name) {
    if (std::ranges::contains(builtin_aggregates, name)) { return function_kind::aggregate; }
    if (std::ranges::contains(builtin_windows, name)) { return function_kind::window; }
    if (std::ranges::contains(builtin_sets, name)) { return function_kind::set_returning; }
    return function_kind::unknown;
}

} // namespace pgt::bind::detail
