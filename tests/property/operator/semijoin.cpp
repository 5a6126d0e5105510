#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("semijoin: incremental equals recomputed", "[operator][semijoin]") {
    check_operator("semijoin", changes<row, row>(),
                   [](auto a, auto b) { return a | semijoin(b, on(by_first, by_second)); });
}

TEST_CASE("semijoin: with a residual condition, incremental equals recomputed", "[operator][semijoin]") {
    check_dynamic_operator("semijoin residual", changes<row, row>(), [](auto a, auto b) {
        return semijoin(a, b, on(by_first, by_first, less_second));
    });
}

TEST_CASE("semijoin: of a stream with itself", "[operator][semijoin]") {
    check_dynamic_operator("self semijoin", bags<row>(),
                           [](auto a) { return semijoin(a, a, on(by_first, by_second)); });
}

TEST_CASE("semijoin: a null key matches a null unless the key says otherwise", "[operator][semijoin]") {
    check_static_operator("semijoin null = null", changes<maybe_row, maybe_row>(),
                          [](auto a, auto b) { return semijoin(a, b, on(maybe_first, maybe_first)); });
    check_static_operator("semijoin null matches nothing", changes<maybe_row, maybe_row>(),
                          [](auto a, auto b) { return semijoin(a, b, on(sql_first{}, sql_first{})); });
}

TEST_CASE("semijoin: again with the same rows changes nothing", "[operator][semijoin]") {
    auto const match = on(by_first, by_second);
    check_equal_circuits(
        "semijoin . semijoin = semijoin", changes<row, row>(),
        [=](auto a, auto b) { return semijoin(semijoin(a, b, match), b, match); },
        [=](auto a, auto b) { return semijoin(a, b, match); });
}

TEST_CASE("semijoin: is the join with the distinct keys", "[operator][semijoin]") {
    check_equal_circuits(
        "semijoin = join with distinct keys", changes<row, row>(),
        [](auto a, auto b) { return semijoin(a, b, on(by_first, by_second)); },
        [](auto a, auto b) {
            return join(a, distinct(map(b, by_second)), on(by_first, same_row), first_of_pair{});
        });
}

TEST_CASE("semijoin: two in one circuit do not disturb each other", "[operator][semijoin]") {
    check_dynamic_operator("two semijoins", changes<row, row, row>(), [](auto a, auto b, auto c) {
        return semijoin(a, b, on(by_first, by_first)) + semijoin(b, c, on(by_first, by_first)) -
               semijoin(c, a, on(by_first, by_first));
    });
    check_dynamic_operator("two semijoins with residuals", changes<row, row>(), [](auto a, auto b) {
        return semijoin(a, b, on(by_first, by_first, less_second)) +
               semijoin(b, a, on(by_first, by_first, less_second));
    });
}

TEST_CASE("semijoin: a null key matches nothing if one side says so", "[operator][semijoin]") {
    check_static_operator("semijoin left refuses", bags<maybe_row, maybe_row>(),
                          [](auto a, auto b) { return semijoin(a, b, on(sql_first{}, maybe_first)); });
    check_static_operator("semijoin right refuses", bags<maybe_row, maybe_row>(),
                          [](auto a, auto b) { return semijoin(a, b, on(maybe_first, sql_first{})); });
}

} // namespace dbsp::test
