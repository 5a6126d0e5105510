/// Group-wise operators and aggregates.
#include "../laws.hpp"

#include <dbsp/aggregate/avg.hpp>
#include <dbsp/aggregate/count.hpp>
#include <dbsp/aggregate/extremum.hpp>
#include <dbsp/aggregate/sum.hpp>
#include <dbsp/operator/aggregate.hpp>
#include <dbsp/operator/group_transform.hpp>
#include <dbsp/operator/top_k.hpp>

using namespace dbsp;
using namespace laws;

namespace {

void group_laws() {
    struct summary {
        row operator()(int key, std::int64_t n, std::int64_t total, int low, int high, double mean) const {
            return {key, static_cast<int>(n + 10 * total + 1000 * low + 10000 * high + 100000 * mean)};
        }
    };
    struct by_parity {
        bool operator()(const row& x, const row& y) const { return x.second % 2 < y.second % 2; }
    };
    struct numbered {
        std::vector<row> operator()(int, std::span<const row> group) const {
            std::vector<row> result;
            for (const row& r : group) {
                result.emplace_back(r.first, 10 * r.second + static_cast<int>(result.size()));
            }
            return result;
        }
    };
    auto const summed = aggregate_as(group_by(a, first{}), summary{}, count(), sum(second{}), min(second{}),
                                     max(second{}), avg(second{}));
    auto const top = top_k(group_by(b, first{}), 3, by_parity{}, 1);
    auto const places = group_transform(group_by(b, first{}), numbered{});
    auto const all = plus(plus(summed, top), places);
    law("aggregate, top_k, group_transform", kind::bag, all);
    rows const bag = {{{1, 2}, 3}, {{1, 6}, 1}, {{2, 5}, 1}};
    meaning("aggregate", summed,
            {{{1, 4 + 120 + 2000 + 60000 + 300000}, 1}, {{2, 1 + 50 + 5000 + 50000 + 500000}, 1}}, bag);
    meaning("top_k", top, {{{1, 4}, 1}, {{1, 1}, 2}},
            rows{{{1, 1}, 2}, {{1, 3}, 1}, {{1, 4}, 1}, {{1, 2}, 1}, {{2, 9}, 1}});
    meaning("group_transform", places, {{{1, 20}, 1}, {{1, 21}, 1}, {{1, 62}, 1}},
            rows{{{1, 2}, 2}, {{1, 6}, 1}});
    throws<negative_weight_error>("top_k needs a bag", [&] { outputs(engine(all), {{{}, {{{1, 1}, -1}}}}); });
}

} // namespace

int main() {
    group_laws();
    return failures == 0 ? 0 : 1;
}
