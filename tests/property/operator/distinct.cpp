#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("distinct: incremental equals recomputed", "[operator][distinct]") {
    check_operator("distinct", changes<row>(), [](auto a) { return distinct(a); });
    check_operator("distinct of a map", changes<row>(), [](auto a) { return distinct(map(a, by_first)); });
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
        [](const zset<row>& a, const zset<row>& result) {
            RC_ASSERT(is_set(result));
            for (const auto& [value, w] : a) { RC_ASSERT(result.contains(value) == (w > 0)); }
            for (const auto& entry : result) { RC_ASSERT(a.contains(entry.first)); }
        });
}

} // namespace dbsp::test
