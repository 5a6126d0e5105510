#include <dbsp/dbsp.hpp>

#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("group_by: everything in one group, every row in its own", "[operator][group_by]") {
    auto const total = [](const row&, auto result) { return row{0, static_cast<int>(result)}; };
    check_dynamic_operator("one group", bags<row>(), [=](auto a) {
        return a | group_by([](const row&) { return row{}; }) | aggregate_as(total, count());
    });
    check_equal_circuits(
        "a group of each row = distinct", bags<row>(),
        [](auto a) {
            return a | group_by(same_row) | aggregate_as([](const row& k, auto) { return k; }, count());
        },
        [](auto a) { return distinct(a); });
}

TEST_CASE("group_by: piped and called are the same", "[operator][group_by]") {
    auto const keyed = [](const row& k, auto n) { return row{k.first, static_cast<int>(n)}; };
    check_equal_circuits(
        "group_by piped = called", bags<row>(),
        [=](auto a) { return a | group_by(by_first) | aggregate_as(keyed, count()); },
        [=](auto a) { return aggregate_as(group_by(a, by_first), keyed, count()); });
}

} // namespace dbsp::test
