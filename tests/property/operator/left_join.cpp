#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

namespace {
constexpr auto alone = [](const row& r) { return row{r.second, -1}; };
} // namespace

TEST_CASE("left_join: incremental equals recomputed", "[operator][left_join]") {
    check_operator("left_join", changes<row, row>(),
                   [](auto a, auto b) { return left_join(a, b, on(by_first, by_first), seconds, alone); });
}

TEST_CASE("left_join: with a residual condition, incremental equals recomputed", "[operator][left_join]") {
    check_dynamic_operator("left_join residual", changes<row, row>(), [](auto a, auto b) {
        return left_join(a, b, on(by_first, by_first, less_second), seconds, alone);
    });
}

TEST_CASE("left_join: with optional rows and null keys that match nothing", "[operator][left_join]") {
    check_static_operator("left_join null", bags<maybe_row, maybe_row>(),
                          [](auto a, auto b) { return left_join(a, b, on(sql_first{}, sql_first{})); });
}

TEST_CASE("left_join: is the join and the padded antijoin", "[operator][left_join]") {
    auto const match = on(by_first, by_second, less_second);
    check_equal_circuits(
        "left_join = join + antijoin", changes<row, row>(),
        [=](auto a, auto b) { return left_join(a, b, match, seconds, alone); },
        [=](auto a, auto b) { return join(a, b, match, seconds) + map(antijoin(a, b, match), alone); });
}

TEST_CASE("left_join: a null key matches nothing if one side says so", "[operator][left_join]") {
    check_static_operator("left_join left refuses", bags<maybe_row, maybe_row>(),
                          [](auto a, auto b) { return left_join(a, b, on(sql_first{}, maybe_first)); });
    check_static_operator("left_join right refuses", bags<maybe_row, maybe_row>(),
                          [](auto a, auto b) { return left_join(a, b, on(maybe_first, sql_first{})); });
}

} // namespace dbsp::test
