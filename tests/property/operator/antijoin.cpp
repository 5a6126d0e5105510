#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("antijoin: incremental equals recomputed", "[operator][antijoin]") {
    check_operator("antijoin", changes<row, row>(),
                   [](auto a, auto b) { return a | antijoin(b, on(by_first, by_second)); });
}

TEST_CASE("antijoin: with a residual condition, incremental equals recomputed", "[operator][antijoin]") {
    check_dynamic_operator("antijoin residual", changes<row, row>(), [](auto a, auto b) {
        return antijoin(a, b, on(by_first, by_first, less_second));
    });
}

TEST_CASE("antijoin: of a stream with itself", "[operator][antijoin]") {
    check_dynamic_operator("self antijoin", bags<row>(),
                           [](auto a) { return antijoin(a, a, on(by_first, by_second)); });
}

TEST_CASE("antijoin: a null key matches a null unless the key says otherwise", "[operator][antijoin]") {
    check_static_operator("antijoin null = null", changes<maybe_row, maybe_row>(),
                          [](auto a, auto b) { return antijoin(a, b, on(maybe_first, maybe_first)); });
    check_static_operator("antijoin null matches nothing", changes<maybe_row, maybe_row>(),
                          [](auto a, auto b) { return antijoin(a, b, on(sql_first{}, sql_first{})); });
}

TEST_CASE("antijoin: with the semijoin it is everything", "[operator][antijoin]") {
    auto const equi = on(by_first, by_second);
    auto const residual = on(by_first, by_first, less_second);
    check_equal_circuits(
        "antijoin + semijoin = a", changes<row, row>(),
        [=](auto a, auto b) { return antijoin(a, b, equi) + semijoin(a, b, equi); },
        [](auto a, auto b) { return a + b - b; });
    check_equal_circuits(
        "antijoin + semijoin = a, residual", changes<row, row>(),
        [=](auto a, auto b) { return antijoin(a, b, residual) + semijoin(a, b, residual); },
        [](auto a, auto b) { return a + b - b; });
}

TEST_CASE("antijoin: a null key matches nothing if one side says so", "[operator][antijoin]") {
    check_static_operator("antijoin left refuses", bags<maybe_row, maybe_row>(),
                          [](auto a, auto b) { return antijoin(a, b, on(sql_first{}, maybe_first)); });
    check_static_operator("antijoin right refuses", bags<maybe_row, maybe_row>(),
                          [](auto a, auto b) { return antijoin(a, b, on(maybe_first, sql_first{})); });
}

} // namespace dbsp::test
