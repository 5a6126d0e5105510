#include "lower/change/touched_groups.hpp"

#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/minus.hpp>
#include <dbsp/operator/restrict.hpp>
#include <dbsp/operator/support.hpp>

namespace pgt::lower {
namespace {

using touched_rows = dbsp::op::restrict<key>;

circuit restricted_to(const circuit& groups, const circuit& change) {
    const piece here(groups);
    const piece rows(here.input(0));
    return here.rewired({rows.rewired({rows.input(0), change})});
}

/// What rows are restricted by; none where they are not.
std::optional<circuit> restricting(const piece& groups) {
    const piece rows(groups.input(0));
    return rows.is<touched_rows>() ? std::optional(rows.input(1)) : std::nullopt;
}

} // namespace

circuit touched_groups::with_change(const piece& difference, const circuit& fewer) const {
    return difference.rewired({restricted_to(now, fewer), restricted_to(before, fewer)});
}

std::optional<touched_groups> touched_groups_of(const piece& difference) {
    if (!difference.is<dbsp::op::minus>()) { return std::nullopt; }
    const piece now(difference.input(0));
    const piece before(difference.input(1));
    bool const are_distinct = now.is<dbsp::op::distinct>() && before.is<dbsp::op::distinct>();
    bool const are_aggregates = now.is<aggregate_operator>() && before.is<aggregate_operator>();
    if (!are_distinct && !are_aggregates) { return std::nullopt; }
    auto const by = restricting(now);
    auto const by_before = restricting(before);
    if (!by || !by_before || by->identity() != by_before->identity()) { return std::nullopt; }
    if (are_aggregates) { return touched_groups{now.whole(), before.whole(), *by, *by}; }
    const piece support(*by);
    if (!support.is<dbsp::op::support>()) { return std::nullopt; }
    return touched_groups{now.whole(), before.whole(), support.input(0), *by};
}

} // namespace pgt::lower
