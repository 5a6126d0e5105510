#include <dbsp/operator/group_transform.hpp>

#include "unit/support/steps.hpp"

#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

namespace dbsp::test {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

TEST_CASE("group_transform: the function sees the rows of a group in order, as often as they are there",
          "[operator][group_transform]") {
    auto const numbered = [](int, std::span<const row> rows) {
        std::vector<std::pair<int, int>> result;
        for (const auto& r : rows) { result.emplace_back(static_cast<int>(result.size()) + 1, r.second); }
        return result;
    };
    auto const c =
        source<row>("a") | group_by([](const row& r) { return r.first; }) | group_transform(numbered);
    check_one<row>(
        c, {{{{{1, 30}, 1}, {{1, 10}, 2}}, {{{1, 10}, 1}, {{2, 10}, 1}, {{3, 30}, 1}}},
            {{{{1, 10}, -1}, {{1, 20}, 1}}, {{{2, 10}, -1}, {{2, 20}, 1}}},
            {{{{1, 10}, -1}, {{1, 20}, -1}, {{1, 30}, -1}}, {{{1, 10}, -1}, {{2, 20}, -1}, {{3, 30}, -1}}}});
}

TEST_CASE("group_transform: a negative weight is an error in the evaluator and in the engine",
          "[operator][group_transform]") {
    auto const c = source<int>("a") | group_by([](int) { return 0; }) |
                   group_transform([](int, std::span<const int> rows) {
                       return std::vector<int>(rows.begin(), rows.end());
                   });
    auto const run = [](auto machine) {
        machine.template input<int>("a").push({{1, 1}, {2, -1}});
        machine.step();
    };
    auto const message =
        MessageMatches(ContainsSubstring("group_transform: the weight of row 2 is negative"));
    CHECK_THROWS_MATCHES(run(evaluator(c)), negative_weight_error, message);
    CHECK_THROWS_MATCHES(run(engine(c)), negative_weight_error, message);
}

} // namespace dbsp::test
