#include <dbsp/aggregate/extremum.hpp>
#include <dbsp/operator/aggregate.hpp>

#include "unit/support/steps.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

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

TEST_CASE("min: when the least goes the next one is the least", "[aggregate][min]") {
    check_one<int>(whole(min(itself))(source<int>("a")), {{{{3, 2}, {5, 1}}, {{3, 1}}},
                                                          {{{3, -1}}, {}},
                                                          {{{3, -1}}, {{3, -1}, {5, 1}}},
                                                          {{{4, 1}, {1, 1}}, {{5, -1}, {1, 1}}},
                                                          {{{1, -1}, {4, -1}, {5, -1}}, {{1, -1}}}});
}

TEST_CASE("max: when the greatest goes the next one is the greatest", "[aggregate][max]") {
    check_one<int>(whole(max(itself))(source<int>("a")), {{{{3, 2}, {5, 1}}, {{5, 1}}},
                                                          {{{5, -1}}, {{5, -1}, {3, 1}}},
                                                          {{{3, -1}}, {}},
                                                          {{{3, -1}}, {{3, -1}}}});
}

TEST_CASE("min and max: nulls are left out; NaN is the greatest", "[aggregate][min][max]") {
    using maybe = std::optional<int>;
    check_one<maybe>(whole(min(itself))(source<maybe>("a")), {{{{std::nullopt, 1}}, {{std::nullopt, 1}}},
                                                              {{{7, 1}}, {{std::nullopt, -1}, {7, 1}}},
                                                              {{{7, -1}}, {{7, -1}, {std::nullopt, 1}}}});
    auto const nan = std::numeric_limits<double>::quiet_NaN();
    check_one<double>(whole(max(itself))(source<double>("a")),
                      {{{{1.0, 1}, {nan, 1}}, {{nan, 1}}}, {{{nan, -1}}, {{nan, -1}, {1.0, 1}}}});
    check_one<double>(whole(min(itself))(source<double>("a")),
                      {{{{1.0, 1}, {nan, 1}}, {{1.0, 1}}}, {{{1.0, -1}}, {{1.0, -1}, {nan, 1}}}});
}

} // namespace dbsp::test
