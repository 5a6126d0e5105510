#include <dbsp/operator/top_k.hpp>

#include "unit/support/steps.hpp"

#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

namespace dbsp::test {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

namespace {
constexpr auto everything = [](int) { return 0; };
} // namespace

TEST_CASE("top_k: a row of weight two fills two places", "[operator][top_k]") {
    check_one<int>(source<int>("a") | group_by(everything) | top_k(3),
                   {{{{5, 2}, {7, 2}}, {{5, 2}, {7, 1}}},
                    {{{1, 1}}, {{1, 1}, {7, -1}}},
                    {{{5, -2}}, {{5, -2}, {7, 2}}},
                    {{{1, -1}, {7, -2}}, {{1, -1}, {7, -2}}}});
}

TEST_CASE("top_k: ties are broken by the rows themselves", "[operator][top_k]") {
    auto const by_first = [](const row& a, const row& b) { return a.first < b.first; };
    check_one<row>(
        source<row>("a") | group_by([](const row&) { return 0; }) | top_k(1, by_first),
        {{{{{1, 9}, 1}}, {{{1, 9}, 1}}}, {{{{1, 8}, 1}}, {{{1, 9}, -1}, {{1, 8}, 1}}}, {{{{1, 10}, 1}}, {}}});
}

TEST_CASE("top_k: an offset skips places", "[operator][top_k]") {
    check_one<int>(source<int>("a") | group_by(everything) | top_k(2, value_less{}, 1),
                   {{{{1, 1}}, {}},
                    {{{2, 1}, {3, 1}, {4, 1}}, {{2, 1}, {3, 1}}},
                    {{{1, -1}}, {{2, -1}, {4, 1}}},
                    {{{0, 5}}, {{0, 2}, {3, -1}, {4, -1}}}});
}

TEST_CASE("top_k: a limit as large as can be is none", "[operator][top_k]") {
    auto const all = static_cast<std::size_t>(-1);
    check_one<int>(source<int>("a") | group_by(everything) | top_k(all, value_less{}, 1),
                   {{{{1, 2}, {2, 1}}, {{1, 1}, {2, 1}}},
                    {{{0, 1}}, {{1, 1}}},
                    {{{0, -1}, {1, -2}}, {{1, -2}, {2, -1}}}});
}

TEST_CASE("top_k: a negative weight is an error in the evaluator and in the engine", "[operator][top_k]") {
    auto const c = source<int>("a") | group_by(everything) | top_k(1);
    auto const run = [](auto machine) {
        machine.template input<int>("a").push({{1, 1}, {2, -1}});
        machine.step();
    };
    auto const message = MessageMatches(ContainsSubstring("top_k: the weight of row 2 is negative"));
    CHECK_THROWS_MATCHES(run(evaluator(c)), negative_weight_error, message);
    CHECK_THROWS_MATCHES(run(engine(c)), negative_weight_error, message);
}

} // namespace dbsp::test
