#include <pgt/lower/facts/window_run.hpp>

#include <pgt/lower/facts/known_order.hpp>
#include <pgt/sql/type_name.hpp>

#include <string_view>

namespace pgt::lower {

namespace {

/// Sums of these are exact, in any order.
bool is_exact_sum(const bind::type_info& result) {
    const std::string_view name = sql::bare_type_name(result.name);
    return name == "bigint" || name == "numeric";
}

/// Of equal values, either may be shown.
bool is_ordered_value(const bind::type_info& result) {
    return has_known_order(result) && result.has_equality && result.image_is_equality;
}

/// From the first row of the partition to the current row; without an ORDER BY, all rows are peers.
bool is_running(const window_definition& over) {
    if (over.order_by.empty()) { return false; }
    if (!over.frame) { return true; }
    const auto& frame = *over.frame;
    return frame.start.at == frame_limit::unbounded_preceding && frame.end.at == frame_limit::current_row &&
           frame.exclude == frame_exclusion::none;
}

std::optional<window_run> run_of_aggregate(aggregate_kind kind, const bind::type_info& result) {
    using enum aggregate_kind;
    switch (kind) {
    case count_rows:
    case count:
    case count_pairs: return window_run::count;
    case sum: return is_exact_sum(result) ? std::optional(window_run::sum) : std::nullopt;
    case avg:
        return sql::bare_type_name(result.name) == "numeric" ? std::optional(window_run::mean) : std::nullopt;
    case min: return is_ordered_value(result) ? std::optional(window_run::least) : std::nullopt;
    case max: return is_ordered_value(result) ? std::optional(window_run::greatest) : std::nullopt;
    case bool_and: return window_run::all_true;
    case bool_or: return window_run::any_true;
    default: return std::nullopt;
    }
}

} // namespace

std::optional<window_run> run_of(const window_call& call, const bind::type_info& result) {
    switch (call.kind) {
    case window_kind::row_number: return window_run::row_number;
    case window_kind::rank: return window_run::rank;
    case window_kind::dense_rank: return window_run::dense_rank;
    default: break;
    }
    if (!is_running(call.over)) { return std::nullopt; }
    switch (call.kind) {
    case window_kind::first_value: return window_run::first;
    case window_kind::last_value: return window_run::own;
    case window_kind::aggregate: return run_of_aggregate(call.of.kind, result);
    default: return std::nullopt;
    }
}

bool looks_at_peers(const window_call& call) {
    switch (call.kind) {
    case window_kind::rank:
    case window_kind::dense_rank: return true;
    case window_kind::row_number:
    case window_kind::lag:
    case window_kind::lead: return false;
    default: break;
    }
    auto const& frame = call.over.frame;
    if (!frame || frame->unit != frame_unit::rows) { return true; }
    return frame->exclude == frame_exclusion::group || frame->exclude == frame_exclusion::ties;
}

bool ignores_order(window_run run) { return run != window_run::first && run != window_run::dense_rank; }

} // namespace pgt::lower
