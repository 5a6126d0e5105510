#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("distinct: incremental equals recomputed", "[operator][distinct]") {
    check_operator("distinct", changes<row>(), [](auto a) { return distinct(a); });
    check_dynamic_operator("distinct of a map", changes<row>(),
                           [](auto a) { return distinct(map(a, by_first)); });
}

TEST_CASE("distinct: over rows with nulls", "[operator][distinct]") {
    check_static_operator("distinct null", changes<maybe_row>(), [](auto a) { return distinct(a); });
}

TEST_CASE("distinct: twice is once", "[operator][distinct]") {
    check_equal_circuits(
        "distinct . distinct = distinct", changes<row>(), [](auto a) { return distinct(distinct(a)); },
        [](auto a) { return distinct(a); });
}

TEST_CASE("distinct: its result is the set of what has positive weight", "[operator][distinct]") {
    check_states(
        "distinct is a set", changes<row>(), [](auto a) { return distinct(a); },
        [](const dynamic_batch& states, const zset<row>& result) {
            const auto& a = states[0];
            return is_set(result) &&
                   std::ranges::all_of(
                       a, [&](const auto& e) { return result.contains(e.first) == (e.second > 0); }) &&
                   std::ranges::all_of(result, [&](const auto& e) { return a.contains(e.first); });
        });
}

} // namespace dbsp::test
