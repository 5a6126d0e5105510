/// asof_join: each row of the first input with the latest row of the second one that is not later.
#pragma once

#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/join.hpp>
#include <dbsp/operator/top_k.hpp>
#include <dbsp/wiring/closing.hpp>

#include <utility>

namespace dbsp {

/// `asof_join(trades, quotes, on(share, share), col<"time">, col<"time">)`: each trade with the last quote of its share at its time or
/// before; a trade without one is left out.  Of several at the same time, the first by `compare` counts.  `pairing` makes the output row, by
/// default as in `join`.
///
/// Composite: the best of the matches of each row, joined with the rows again.  The second input has to be a bag.
/// Errors: `negative_weight_error`.
template <static_circuit A, static_circuit B, class L, class R, class C, class LeftTime, class RightTime,
          class Pairing = default_pairing>
[[nodiscard]] auto asof_join(A a, B b, join_on<L, R, C> match, LeftTime left_time, RightTime right_time,
                             Pairing pairing = {}) {
    using left = typename A::value_type;
    using right = typename B::value_type;
    using both = std::pair<left, right>;
    static_assert(std::same_as<std::remove_cvref_t<std::invoke_result_t<const LeftTime&, const left&>>,
                               std::remove_cvref_t<std::invoke_result_t<const RightTime&, const right&>>>,
                  "asof_join: the times of both sides are of one type");
    auto const not_later = [=](const left& one, const right& other) {
        return match.residual(one, other) && !value_less{}(left_time(one), right_time(other));
    };
    auto const rows = share(std::move(a));
    auto const matches =
        join(distinct(rows), std::move(b), on(match.left, match.right, labelled("not later", not_later)),
             labelled("both", [](const left& one, const right& other) { return both(one, other); }));
    auto const later = [right_time](const both& x, const both& y) {
        return compare(right_time(x.second), right_time(y.second)) > 0;
    };
    auto const row_of = labelled("row", [](const both& one) { return one.first; });
    auto const best = top_k(group_by(matches, row_of), 1, labelled("latest", later));
    return join(rows, best, on(identity_fn{}, row_of),
                labelled("row and latest", [pairing](const left& one, const both& found) {
                    return pairing(one, found.second);
                }));
}

} // namespace dbsp
