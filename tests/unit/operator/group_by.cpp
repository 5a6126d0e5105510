#include <dbsp/aggregate/count.hpp>
#include <dbsp/operator/aggregate.hpp>

#include "unit/support/steps.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("group_by: empty optionals are one group", "[operator][group_by]") {
    using maybe = std::optional<int>;
    check_one<maybe>(source<maybe>("a") | group_by(identity_fn{}) | aggregate(count()),
                     {{{{std::nullopt, 2}, {1, 1}}, {{{std::nullopt, 2}, 1}, {{1, 1}, 1}}},
                      {{{std::nullopt, -2}}, {{{std::nullopt, 2}, -1}}}});
}

TEST_CASE("group_by: NaN is one group", "[operator][group_by]") {
    auto const nan = std::numeric_limits<double>::quiet_NaN();
    check_one<double>(source<double>("a") | group_by(identity_fn{}) | aggregate(count()),
                      {{{{nan, 1}}, {{{nan, 1}, 1}}}, {{{nan, 1}}, {{{nan, 1}, -1}, {{nan, 2}, 1}}}});
}

} // namespace dbsp::test
