#include "lifecycle/marks.hpp"

#include "catalog/session.hpp"
#include "pg/identity.hpp"
#include "pg/lock.hpp"
#include "pg/mark_ddl.hpp"

#include <algorithm>
#include <array>
#include <format>
#include <string_view>

namespace pgt::ext {
namespace {

/// Functions of the server that are stable because of settings, under which refreshes are the same each time: neither the clock nor any
/// table decides about their results. To be called by no other name; sorted.
constexpr std::array<std::string_view, 42> independent_of_time{"array_to_json",
                                                               "concat",
                                                               "concat_ws",
                                                               "date_ge_timestamptz",
                                                               "date_gt_timestamptz",
                                                               "date_le_timestamptz",
                                                               "date_lt_timestamptz",
                                                               "date_part",
                                                               "date_trunc",
                                                               "extract",
                                                               "format",
                                                               "generate_series",
                                                               "json_agg",
                                                               "json_agg_strict",
                                                               "json_agg_transfn",
                                                               "json_build_array",
                                                               "json_build_object",
                                                               "json_object_agg",
                                                               "json_object_agg_strict",
                                                               "jsonb_agg",
                                                               "jsonb_agg_strict",
                                                               "jsonb_build_array",
                                                               "jsonb_build_object",
                                                               "jsonb_object_agg",
                                                               "jsonb_object_agg_strict",
                                                               "money",
                                                               "quote_literal",
                                                               "quote_nullable",
                                                               "row_to_json",
                                                               "timestamptz_ge_date",
                                                               "timestamptz_gt_date",
                                                               "timestamptz_le_date",
                                                               "timestamptz_lt_date",
                                                               "timestamptz_mi_interval",
                                                               "timestamptz_pl_interval",
                                                               "timezone",
                                                               "to_char",
                                                               "to_json",
                                                               "to_jsonb",
                                                               "to_tsquery",
                                                               "to_tsvector",
                                                               "ts_headline"};
static_assert(std::ranges::is_sorted(independent_of_time));

bool is_steady(const pg::called_function& one) {
    return one.kind == pg::volatility::immutable ||
           (one.kind == pg::volatility::stable && std::ranges::binary_search(independent_of_time, one.name));
}

bool is_view(const dependency& one) { return one.kind == source_kind::view; }

std::string name_of(pg::oid relation) {
    const auto name = pg::name_of_relation(relation);
    return name ? name->for_people() : std::to_string(relation);
}

} // namespace

std::string unmarkable(const pg::analysed_query& query, const std::vector<dependency>& reads, pg::oid owner) {
    const auto function = std::ranges::find_if_not(query.functions, is_steady);
    if (function != query.functions.end()) {
        return std::format("The result of {}() may change although no row has.", function->name);
    }
    if (query.has_value_function) { return "The result of CURRENT_... may change although no row has."; }
    const auto source = std::ranges::find_if(
        reads, [owner](const dependency& one) { return !is_view(one) && !pg::may_mark(one.source, owner); });
    if (source == reads.end()) { return {}; }
    return std::format("No trigger of its owner's can tell of changes of \"{}\".", name_of(source->source));
}

void choose_marks(const pg::analysed_query& query, std::vector<dependency>& reads, pg::oid owner) {
    if (!unmarkable(query, reads, owner).empty()) { return; }
    for (dependency& one : reads) { one.is_marked = !is_view(one); }
}

void ensure_marks(pg::oid source) {
    pg::lock(pg::lock_subject::buffer, source, pg::lock_mode::share);
    const pg::as_user owner(pg::extension_owner(), pg::as_user::mode::plain);
    pg::create_marks(source);
}

void release_marks(pg::oid source) {
    pg::lock(pg::lock_subject::buffer, source, pg::lock_mode::exclusive);
    if (is_marked(source)) { return; }
    const pg::as_user owner(pg::extension_owner(), pg::as_user::mode::plain);
    pg::drop_marks(source);
}

} // namespace pgt::ext
