#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

namespace {
constexpr auto left_alone = [](const row& r) { return row{r.second, -1}; };
constexpr auto right_alone = [](const row& r) { return row{-1, r.second}; };
} // namespace

TEST_CASE("full_join: incremental equals recomputed", "[operator][full_join]") {
    check_operator("full_join", changes<row, row>(), [](auto a, auto b) {
        return full_join(a, b, on(by_first, by_first), seconds, left_alone, right_alone);
    });
}

TEST_CASE("full_join: with a residual condition, incremental equals recomputed", "[operator][full_join]") {
    check_dynamic_operator("full_join residual", changes<row, row>(), [](auto a, auto b) {
        return full_join(a, b, on(by_first, by_first, less_second), seconds, left_alone, right_alone);
    });
}

TEST_CASE("full_join: with optional rows and null keys that match nothing", "[operator][full_join]") {
    check_static_operator("full_join null", bags<maybe_row, maybe_row>(),
                          [](auto a, auto b) { return full_join(a, b, on(sql_first{}, sql_first{})); });
}

TEST_CASE("full_join: is the left join and what is alone on the right", "[operator][full_join]") {
    auto const match = on(by_first, by_first, less_second);
    check_equal_circuits(
        "full_join = left_join + antijoin", changes<row, row>(),
        [=](auto a, auto b) { return full_join(a, b, match, seconds, left_alone, right_alone); },
        [=](auto a, auto b) {
            return left_join(a, b, match, seconds, left_alone) +
                   map(antijoin(b, a, flip(match)), right_alone);
        });
}

TEST_CASE("full_join: a null key matches nothing if one side says so", "[operator][full_join]") {
    check_static_operator("full_join left refuses", bags<maybe_row, maybe_row>(),
                          [](auto a, auto b) { return full_join(a, b, on(sql_first{}, maybe_first)); });
    check_static_operator("full_join right refuses", bags<maybe_row, maybe_row>(),
                          [](auto a, auto b) { return full_join(a, b, on(maybe_first, sql_first{})); });
}

} // namespace dbsp::test
