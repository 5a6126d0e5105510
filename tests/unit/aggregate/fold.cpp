#include <dbsp/aggregate/fold.hpp>
#include <dbsp/operator/aggregate.hpp>

#include "unit/support/steps.hpp"

#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

namespace dbsp::test {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

namespace {
/// The aggregate of everything.
template <class Agg> auto whole(Agg agg) {
    return [=](auto in) {
        return aggregate_as(
            group_by(in, [](const auto&) { return 0; }), [](int, auto result) { return result; }, agg);
    };
}
} // namespace

TEST_CASE("fold: goes through the rows in order, each with its weight", "[aggregate][fold]") {
    auto const text = fold(std::string(), [](std::string so_far, int i, std::int64_t w) {
        return so_far + std::to_string(i) + "x" + std::to_string(w) + " ";
    });
    check_one<int>(whole(text)(source<int>("a")), {{{{2, 1}, {1, 3}}, {{"1x3 2x1 ", 1}}},
                                                   {{{1, -3}, {0, 1}}, {{"1x3 2x1 ", -1}, {"0x1 2x1 ", 1}}},
                                                   {{{0, -1}, {2, -1}}, {{"0x1 2x1 ", -1}}}});
}

TEST_CASE("fold: the last function makes the result", "[aggregate][fold]") {
    auto const spread = fold(
        std::pair(1000, -1000),
        [](std::pair<int, int> range, int i, std::int64_t) {
            return std::pair(std::min(range.first, i), std::max(range.second, i));
        },
        [](std::pair<int, int> range) { return range.second - range.first; });
    check_one<int>(whole(spread)(source<int>("a")),
                   {{{{2, 1}, {10, 1}}, {{8, 1}}}, {{{2, -1}}, {{8, -1}, {0, 1}}}});
}

TEST_CASE("fold: a negative weight is an error", "[aggregate][fold]") {
    engine machine(whole(fold(0, [](int n, int, std::int64_t) { return n + 1; }))(source<int>("a")));
    machine.input<int>("a").push({{1, 2}, {2, -1}});
    CHECK_THROWS_MATCHES(machine.step(), negative_weight_error,
                         MessageMatches(ContainsSubstring("fold: the weight of row 2 is negative")));
}

} // namespace dbsp::test
