#include <dbsp/aggregate/count.hpp>
#include <dbsp/operator/aggregate.hpp>

#include "unit/support/steps.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

namespace {
/// The aggregate of everything.
template <class Agg> auto whole(Agg agg) {
    return [=](auto in) {
        return aggregate_as(
            group_by(in, [](const auto&) { return 0; }), [](int, auto result) { return result; }, agg);
    };
}
} // namespace

TEST_CASE("count: is the total weight; no rows, no count", "[aggregate][count]") {
    check_one<int>(
        whole(count())(source<int>("a")),
        {{{{1, 2}, {2, 1}}, {{3, 1}}}, {{{1, -1}}, {{3, -1}, {2, 1}}}, {{{1, -1}, {2, -1}}, {{2, -1}}}});
}

} // namespace dbsp::test
