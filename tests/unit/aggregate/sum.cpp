#include <dbsp/aggregate/sum.hpp>
#include <dbsp/operator/aggregate.hpp>

#include "unit/support/steps.hpp"

#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

namespace dbsp::test {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

namespace {
constexpr auto itself = [](const auto& x) { return x; };
/// The aggregate of everything.
template <class Agg> auto whole(Agg agg) {
    return [=](auto in) {
        return aggregate_as(
            group_by(in, [](const auto&) { return 0; }), [](int, auto result) { return result; }, agg);
    };
}
} // namespace

TEST_CASE("sum: of integers is exact in 64 bits", "[aggregate][sum]") {
    check_one<int>(whole(sum(itself))(source<int>("a")),
                   {{{{2'000'000'000, 2}}, {{4'000'000'000, 1}}},
                    {{{-1, 1}}, {{4'000'000'000, -1}, {3'999'999'999, 1}}}});
}

TEST_CASE("sum: of integers that does not fit is an error", "[aggregate][sum]") {
    engine machine(whole(sum(itself))(source<std::int64_t>("a")));
    auto& a = machine.input<std::int64_t>("a");
    a.insert(std::numeric_limits<std::int64_t>::max());
    CHECK(machine.step() == zset<std::int64_t>{{std::numeric_limits<std::int64_t>::max(), 1}});
    a.insert(1);
    CHECK_THROWS_MATCHES(machine.step(), overflow_error,
                         MessageMatches(ContainsSubstring("integer overflow in addition")));
}

TEST_CASE("sum: nulls are left out, and nothing else is null", "[aggregate][sum]") {
    using maybe = std::optional<int>;
    using total = std::optional<std::int64_t>;
    check_one<maybe>(whole(sum(itself))(source<maybe>("a")),
                     {{{{std::nullopt, 2}}, {{total(), 1}}},
                      {{{5, 1}}, {{total(), -1}, {total(5), 1}}},
                      {{{5, -1}, {0, 1}}, {{total(5), -1}, {total(0), 1}}},
                      {{{0, -1}}, {{total(0), -1}, {total(), 1}}},
                      {{{std::nullopt, -2}}, {{total(), -1}}}});
}

TEST_CASE("sum: of floating point has forgotten what has gone", "[aggregate][sum]") {
    auto const nan = std::numeric_limits<double>::quiet_NaN();
    auto const infinity = std::numeric_limits<double>::infinity();
    check_one<double>(whole(sum(itself))(source<double>("a")),
                      {{{{0.5, 1}}, {{0.5, 1}}},
                       {{{1e100, 1}}, {{0.5, -1}, {1e100, 1}}},
                       {{{1e100, -1}}, {{1e100, -1}, {0.5, 1}}},
                       {{{infinity, 1}}, {{0.5, -1}, {infinity, 1}}},
                       {{{-infinity, 1}}, {{infinity, -1}, {nan, 1}}},
                       {{{infinity, -1}}, {{nan, -1}, {-infinity, 1}}},
                       {{{-infinity, -1}, {nan, 1}}, {{-infinity, -1}, {nan, 1}}},
                       {{{nan, -1}}, {{nan, -1}, {0.5, 1}}}});
}

TEST_CASE("sum: of negative zeros is zero", "[aggregate][sum]") {
    check_one<double>(whole(sum(itself))(source<double>("a")),
                      {{{{-0.0, 2}}, {{0.0, 1}}}, {{{-0.0, -2}}, {{0.0, -1}}}});
}

TEST_CASE("sum: of elements of a group", "[aggregate][sum]") {
    using inner = zset<int>;
    check_one<inner>(whole(sum(itself))(source<inner>("a")),
                     {{{{inner{{1, 1}}, 2}, {inner{{2, 1}}, 1}}, {{inner{{1, 2}, {2, 1}}, 1}}},
                      {{{inner{{1, 1}}, -1}}, {{inner{{1, 2}, {2, 1}}, -1}, {inner{{1, 1}, {2, 1}}, 1}}}});
}

} // namespace dbsp::test
