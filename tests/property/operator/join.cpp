#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("join: incremental equals recomputed", "[operator][join]") {
    check_operator("join", changes<row, row>(),
                   [](auto a, auto b) { return a | join(b, on(by_first, by_first), seconds); });
}

TEST_CASE("join: with a residual condition, incremental equals recomputed", "[operator][join]") {
    check_dynamic_operator("join residual", changes<row, row>(), [](auto a, auto b) {
        return join(a, b, on(by_first, by_first, less_second), seconds);
    });
}

TEST_CASE("join: of a stream with itself, both sides changing at once", "[operator][join]") {
    check_dynamic_operator("self join", changes<row>(),
                           [](auto a) { return join(a, a, on(by_second, by_first), ends); });
}

TEST_CASE("join: of joins", "[operator][join]") {
    check_dynamic_operator("join of joins", changes<row, row, row>(3), [](auto a, auto b, auto c) {
        auto ab = join(a, b, on(by_second, by_first), ends);
        return join(ab, c, on(by_second, by_first), ends);
    });
}

TEST_CASE("join: a null key matches a null unless the key says otherwise", "[operator][join]") {
    check_static_operator("null = null", changes<maybe_row, maybe_row>(),
                          [](auto a, auto b) { return join(a, b, on(maybe_first, maybe_first)); });
    check_static_operator("null matches nothing", changes<maybe_row, maybe_row>(),
                          [](auto a, auto b) { return join(a, b, on(sql_first{}, sql_first{})); });
}

TEST_CASE("join: the sides can change places; it is linear in each", "[operator][join]") {
    check_equal_circuits(
        "join commutes", changes<row, row>(),
        [](auto a, auto b) { return join(a, b, on(by_first, by_second), ends); },
        [](auto a, auto b) {
            return join(b, a, on(by_second, by_first), [](const row& x, const row& y) { return ends(y, x); });
        });
    check_equal_circuits(
        "join is linear in each side", changes<row, row, row>(),
        [](auto a, auto b, auto c) { return join(a + b, c, on(by_first, by_first), seconds); },
        [](auto a, auto b, auto c) {
            return join(a, c, on(by_first, by_first), seconds) + join(b, c, on(by_first, by_first), seconds);
        });
}

TEST_CASE("join: a null key matches nothing if one side says so", "[operator][join]") {
    check_static_operator("join left refuses", bags<maybe_row, maybe_row>(),
                          [](auto a, auto b) { return join(a, b, on(sql_first{}, maybe_first)); });
    check_static_operator("join right refuses", bags<maybe_row, maybe_row>(),
                          [](auto a, auto b) { return join(a, b, on(maybe_first, sql_first{})); });
}

} // namespace dbsp::test
