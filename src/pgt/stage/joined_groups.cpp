#include "stage/joined_groups.hpp"

#include <pgt/lower/facts/top_level.hpp>
#include <pgt/lower/piece/piece.hpp>
#include <pgt/lower/store/aggregate/aggregate_states.hpp>

#include <algorithm>

namespace pgt::stage {
namespace {

/// Whether rows are joined, below columns and conditions.  Not in a recursion, and not below other groups, which are cut by themselves.
bool is_joined(const circuit& c) {
    const lower::piece here(c);
    if (here.match() != nullptr) { return true; }
    if (here.recursion() || here.entry().is_groupwise) { return false; }
    return std::ranges::any_of(here.inputs(), is_joined);
}

} // namespace

bool is_joined_groups(const circuit& node, lower::typing& types) {
    const auto* const groups = lower::piece(node).as<lower::aggregate_operator>();
    if (groups == nullptr || groups->key.is_identity() || groups->fn.calls().empty()) { return false; }
    if (!is_joined(lower::piece(node).input(0))) { return false; }
    auto const grouped = lower::groups_of(node, types);
    if (!grouped) { return false; }
    auto const states = lower::aggregate_states::of(*grouped, types);
    return states && !states->may_rescan();
}

} // namespace pgt::stage
