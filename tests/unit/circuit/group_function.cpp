#include <dbsp/aggregate/count.hpp>
#include <dbsp/aggregate/extremum.hpp>
#include <dbsp/circuit/group_function.hpp>
#include <dbsp/operator/aggregate.hpp>

#include "unit/support/steps.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("any_group_function: means and keeps up what it holds", "[circuit][group_function]") {
    auto const pairs = [](const row& key, std::int64_t n) { return row{key.first, static_cast<int>(n)}; };
    any_group_function<row, default_weight> const counts(
        aggregation<decltype(pairs), agg::count>{pairs, {count()}});
    zset<row> direct;
    auto const to = [](zset<row>& z) { return [&z](const row& r, const default_weight& w) { z.add(r, w); }; };
    counts.apply({1, 0}, zset<row>{{{1, 5}, 2}, {{1, 6}, 1}}, to(direct));
    CHECK(direct == zset<row>{{{1, 3}, 1}});

    any_group_function<row, default_weight>::state<row, default_weight> state;
    CHECK(state.empty());
    state.add(counts, {1, 5}, 2);
    CHECK_FALSE(state.empty());
    zset<row> kept;
    state.emit(counts, {1, 0}, to(kept));
    CHECK(kept == zset<row>{{{1, 2}, 1}});
    state.add(counts, {1, 5}, -2);
    CHECK(state.empty());
    CHECK(counts.label() == "count()");
}

} // namespace dbsp::test
