#include "bind/builtin_functions.hpp"

#include "bind/aggregate_table.hpp"

#include <algorithm>

namespace pgt::bind::detail {

namespace {

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
    if (find_aggregate(name) != nullptr) { return function_kind::aggregate; }
    if (std::ranges::contains(builtin_windows, name)) { return function_kind::window; }
    if (std::ranges::contains(builtin_sets, name)) { return function_kind::set_returning; }
    return function_kind::unknown;
}

} // namespace pgt::bind::detail
