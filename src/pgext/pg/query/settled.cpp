#include "pg/query/settled.hpp"

extern "C" {
#include <access/tupdesc.h>
#include <catalog/pg_namespace.h>
#include <catalog/pg_proc.h>
#include <catalog/pg_type.h>
#include <nodes/nodeFuncs.h>
#include <utils/fmgroids.h>
#include <utils/lsyscache.h>
#include <utils/typcache.h>
}

#include <algorithm>
#include <array>
#include <string_view>

namespace pgt::pg {
namespace {

/// Stable functions of pg_catalog that depend on TimeZone, DateStyle, IntervalStyle, extra_float_digits, bytea_output,
/// lc_numeric, lc_monetary, lc_time, xmlbinary, xmloption or default_text_search_config, and on how values are printed.
constexpr std::array by_settings = std::to_array<std::string_view>({
    "anytextcat",
    "array_to_json",
    "array_to_string",
    "concat",
    "concat_ws",
    "date",
    "date_add",
    "date_cmp_timestamptz",
    "date_eq_timestamptz",
    "date_ge_timestamptz",
    "date_gt_timestamptz",
    "date_le_timestamptz",
    "date_lt_timestamptz",
    "date_ne_timestamptz",
    "date_part",
    "date_subtract",
    "date_trunc",
    "extract",
    "format",
    "generate_series",
    "in_range",
    "interval_pl_timestamptz",
    "json_agg",
    "json_agg_strict",
    "json_agg_strict_transfn",
    "json_agg_transfn",
    "json_build_array",
    "json_build_object",
    "json_object_agg",
    "json_object_agg_strict",
    "json_object_agg_strict_transfn",
    "json_object_agg_transfn",
    "json_object_agg_unique",
    "json_object_agg_unique_strict",
    "json_object_agg_unique_strict_transfn",
    "json_object_agg_unique_transfn",
    "json_to_tsvector",
    "jsonb_agg",
    "jsonb_agg_finalfn",
    "jsonb_agg_strict",
    "jsonb_agg_strict_transfn",
    "jsonb_agg_transfn",
    "jsonb_build_array",
    "jsonb_build_object",
    "jsonb_object_agg",
    "jsonb_object_agg_finalfn",
    "jsonb_object_agg_strict",
    "jsonb_object_agg_strict_transfn",
    "jsonb_object_agg_transfn",
    "jsonb_object_agg_unique",
    "jsonb_object_agg_unique_strict",
    "jsonb_object_agg_unique_strict_transfn",
    "jsonb_object_agg_unique_transfn",
    "jsonb_path_exists_tz",
    "jsonb_path_match_tz",
    "jsonb_path_query_array_tz",
    "jsonb_path_query_first_tz",
    "jsonb_path_query_tz",
    "jsonb_to_tsvector",
    "make_timestamptz",
    "money",
    "numeric",
    "overlaps",
    "pg_collation_for",
    "pg_typeof",
    "phraseto_tsquery",
    "plainto_tsquery",
    "quote_literal",
    "quote_nullable",
    "row_to_json",
    "textanycat",
    "time",
    "timestamp",
    "timestamp_cmp_timestamptz",
    "timestamp_eq_timestamptz",
    "timestamp_ge_timestamptz",
    "timestamp_gt_timestamptz",
    "timestamp_le_timestamptz",
    "timestamp_lt_timestamptz",
    "timestamp_ne_timestamptz",
    "timestamptz",
    "timestamptz_cmp_date",
    "timestamptz_cmp_timestamp",
    "timestamptz_eq_date",
    "timestamptz_eq_timestamp",
    "timestamptz_ge_date",
    "timestamptz_ge_timestamp",
    "timestamptz_gt_date",
    "timestamptz_gt_timestamp",
    "timestamptz_le_date",
    "timestamptz_le_timestamp",
    "timestamptz_lt_date",
    "timestamptz_lt_timestamp",
    "timestamptz_mi_interval",
    "timestamptz_ne_date",
    "timestamptz_ne_timestamp",
    "timestamptz_pl_interval",
    "timetz",
    "timezone",
    "to_char",
    "to_date",
    "to_json",
    "to_jsonb",
    "to_number",
    "to_timestamp",
    "to_tsquery",
    "to_tsvector",
    "ts_headline",
    "ts_match_tq",
    "ts_match_tt",
    "websearch_to_tsquery",
    "xml",
    "xml_is_well_formed",
});
static_assert(std::ranges::is_sorted(by_settings));

/// They have the same names, but the offset of a time without a date is that of today.
bool depends_on_today(Oid function) {
    return function == F_TIMETZ_TIME || function == F_TIMEZONE_TIMETZ || function == F_TIMEZONE_TEXT_TIMETZ;
}

bool depends_on_settings_only(Oid function) {
    return get_func_namespace(function) == PG_CATALOG_NAMESPACE && !depends_on_today(function) &&
           std::ranges::binary_search(by_settings, std::string_view(get_func_name(function)));
}

bool is_immutable(Oid function) { return func_volatile(function) == PROVOLATILE_IMMUTABLE; }

/// Whether `is_settled` holds for the component types of a type; for a type without components, whether it holds for the type.
template <class Settled> bool of_parts(Oid type, Settled is_settled) {
    const Oid base = getBaseType(type);
    if (const Oid element = get_element_type(base); OidIsValid(element)) return of_parts(element, is_settled);
    if (const Oid range = get_multirange_range(base); OidIsValid(range)) return of_parts(range, is_settled);
    if (const Oid bound = get_range_subtype(base); OidIsValid(bound)) return of_parts(bound, is_settled);
    if (get_typtype(base) == TYPTYPE_ENUM) return true;
    if (get_typtype(base) != TYPTYPE_COMPOSITE) return is_settled(base);
    const TupleDesc fields = lookup_rowtype_tupdesc_copy(base, -1);
    for (int i = 0; i < fields->natts; ++i) {
        const Form_pg_attribute field = TupleDescAttr(fields, i);
        if (!field->attisdropped && !of_parts(field->atttypid, is_settled)) return false;
    }
    return true;
}

bool is_printed_alike(Oid type) {
    Oid function = InvalidOid;
    bool is_varlena = false;
    if (type == RECORDOID || type == UNKNOWNOID || get_typtype(type) == TYPTYPE_PSEUDO) return true;
    getTypeOutputInfo(type, &function, &is_varlena);
    switch (type) {
    case DATEOID:
    case TIMESTAMPOID:
    case TIMESTAMPTZOID:
    case INTERVALOID:
    case MONEYOID: return true;
    default: return is_immutable(function);
    }
}

/// The meaning of texts such as 'today' changes from day to day.
bool is_read_alike(Oid type) {
    Oid function = InvalidOid;
    Oid parameter = InvalidOid;
    if (get_typtype(type) == TYPTYPE_PSEUDO) return false;
    getTypeInputInfo(type, &function, &parameter);
    return type == INTERVALOID || type == MONEYOID || type == XMLOID || is_immutable(function);
}

} // namespace

bool is_settled_output(Oid type) { return of_parts(type, is_printed_alike); }
bool is_settled_input(Oid type) { return of_parts(type, is_read_alike); }

bool is_record_of_json(Oid function) {
    constexpr std::array functions{F_JSON_TO_RECORD,        F_JSON_TO_RECORDSET,
                                   F_JSONB_TO_RECORD,       F_JSONB_TO_RECORDSET,
                                   F_JSON_POPULATE_RECORD,  F_JSON_POPULATE_RECORDSET,
                                   F_JSONB_POPULATE_RECORD, F_JSONB_POPULATE_RECORDSET};
    return std::ranges::contains(functions, static_cast<int>(function));
}

bool is_settled_call(Oid function, const List* arguments) {
    if (is_immutable(function)) return true;
    if (!depends_on_settings_only(function)) return false;
    const ListCell* cell = nullptr;
    foreach (cell, arguments) {
        const auto* const argument = static_cast<const Node*>(lfirst(cell));
        if (!is_settled_output(exprType(argument))) return false;
    }
    return true;
}

} // namespace pgt::pg
