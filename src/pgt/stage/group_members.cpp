#include "stage/group_members.hpp"

#include "stage/row_of_group.hpp"

#include <pgt/lower/facts/top_level.hpp>
#include <pgt/lower/piece/leaf.hpp>
#include <pgt/lower/piece/piece.hpp>
#include <pgt/lower/store/aggregate/aggregate_states.hpp>
#include <pgt/stage/distinct_arguments.hpp>
#include <pgt/stage/required_cuts.hpp>

#include <dbsp/operator/flat_map.hpp>
#include <dbsp/operator/product.hpp>

#include <algorithm>

namespace pgt::stage {
namespace {

using theta_join = dbsp::op::product<pair_condition, pairing>;

bool is_source(const bind::query& query, const lower::leaf& which) {
    return lower::source_index(query, which.name).has_value();
}
bool is_list(const bind::query& query, const lower::leaf& which) {
    return lower::find_constants(query, which.name) != nullptr;
}

/// Whether rows are joined, or made by functions.  Not below other groups and recursions, which are stored by themselves where they have to.
bool is_composed(const circuit& c) {
    const lower::piece here(c);
    if (here.match() != nullptr || here.is<theta_join>() || here.is<dbsp::op::flat_map<expansion>>()) {
        return true;
    }
    if (here.recursion() || here.entry().is_groupwise) { return false; }
    return std::ranges::any_of(here.inputs(), is_composed);
}

/// Whether a deleted value makes the result of a call be computed from the rows of its group, as a matter of course.
bool looks_at_rows(const aggregate_call& call) {
    using enum aggregate_kind;
    return call.kind == min || call.kind == max || call.kind == bit_and || call.kind == bit_or;
}

/// Of aggregates with DISTINCT their values are stored, which follow changes.
bool follows_by_values(const circuit& node, lower::typing& types) {
    auto const top = lower::peel(node, types);
    return top && over_distinct_rows(top->below, types);
}

bool needs_rows(const circuit& node, lower::grouped_query groups, lower::typing& types) {
    if (groups.calls.empty()) { return false; }
    groups.having.reset();
    return std::ranges::any_of(groups.calls, looks_at_rows) ||
           (!lower::aggregate_states::of(groups, types) && !follows_by_values(node, types));
}

} // namespace

std::optional<circuit> members_to_store(const bind::query& query, const circuit& node, lower::typing& types) {
    auto const groups = lower::groups_of(node, types);
    if (!groups || !is_composed(groups->in) || !needs_rows(node, *groups, types)) { return std::nullopt; }
    auto const reads = [&](auto* wanted) {
        return lower::leaf_search([&query, wanted](const auto& leaf) { return wanted(query, leaf); })(
            groups->in);
    };
    // Rows that are repeated for lists of constants, as those of grouping sets are, would be stored as often.
    if (!reads(is_source) || reads(is_list) || is_of_one_row(query, *groups, types)) { return std::nullopt; }
    return can_be_stored(groups->in, types) ? std::optional(groups->in) : std::nullopt;
}

} // namespace pgt::stage
