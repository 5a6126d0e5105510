#include <dbsp/aggregate/avg.hpp>
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

TEST_CASE("avg: is the mean of the values there are", "[aggregate][avg]") {
    check_one<int>(whole(avg(itself))(source<int>("a")), {{{{1, 1}, {2, 1}}, {{1.5, 1}}},
                                                          {{{4, 2}}, {{1.5, -1}, {2.75, 1}}},
                                                          {{{1, -1}, {2, -1}}, {{2.75, -1}, {4.0, 1}}}});
}

TEST_CASE("avg: of nulls alone is null", "[aggregate][avg]") {
    using maybe = std::optional<int>;
    using mean = std::optional<double>;
    check_one<maybe>(whole(avg(itself))(source<maybe>("a")), {{{{std::nullopt, 3}}, {{mean(), 1}}},
                                                              {{{5, 1}}, {{mean(), -1}, {mean(5), 1}}},
                                                              {{{5, -1}}, {{mean(5), -1}, {mean(), 1}}}});
}

TEST_CASE("avg: of floating point", "[aggregate][avg]") {
    auto const infinity = std::numeric_limits<double>::infinity();
    check_one<double>(whole(avg(itself))(source<double>("a")),
                      {{{{1.0, 1}, {infinity, 1}}, {{infinity, 1}}},
                       {{{infinity, -1}, {2.0, 1}}, {{infinity, -1}, {1.5, 1}}}});
}

} // namespace dbsp::test
