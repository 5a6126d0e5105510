#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

namespace {
constexpr auto alone = [](const row& r) { return row{-1, r.second}; };
} // namespace

TEST_CASE("right_join: incremental equals recomputed", "[operator][right_join]") {
    check_operator("right_join", changes<row, row>(),
                   [](auto a, auto b) { return right_join(a, b, on(by_first, by_first), seconds, alone); });
}

TEST_CASE("right_join: with a residual condition, incremental equals recomputed", "[operator][right_join]") {
    check_dynamic_operator("right_join residual", changes<row, row>(), [](auto a, auto b) {
        return right_join(a, b, on(by_first, by_first, less_second), seconds, alone);
    });
}

TEST_CASE("right_join: with optional rows and null keys that match nothing", "[operator][right_join]") {
    check_static_operator("right_join null", bags<maybe_row, maybe_row>(),
                          [](auto a, auto b) { return right_join(a, b, on(sql_first{}, sql_first{})); });
}

TEST_CASE("right_join: is the left join with the sides exchanged", "[operator][right_join]") {
    check_equal_circuits(
        "right_join = left_join flipped", changes<row, row>(),
        [](auto a, auto b) { return right_join(a, b, on(by_first, by_second, less_second), seconds, alone); },
        [](auto a, auto b) {
            return left_join(
                b, a, on(by_second, by_first, [](const row& y, const row& x) { return less_second(x, y); }),
                [](const row& y, const row& x) { return seconds(x, y); }, alone);
        });
}

TEST_CASE("right_join: a null key matches nothing if one side says so", "[operator][right_join]") {
    check_static_operator("right_join left refuses", bags<maybe_row, maybe_row>(),
                          [](auto a, auto b) { return right_join(a, b, on(sql_first{}, maybe_first)); });
    check_static_operator("right_join right refuses", bags<maybe_row, maybe_row>(),
                          [](auto a, auto b) { return right_join(a, b, on(maybe_first, sql_first{})); });
}

} // namespace dbsp::test
