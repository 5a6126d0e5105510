#include <dbsp/dbsp.hpp>

#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("top_k: incremental equals recomputed", "[operator][top_k]") {
    check_operator("top 2", bags<row>(), [](auto a) { return a | group_by(by_first) | top_k(2); });
}

TEST_CASE("top_k: with ties, an offset, and an order of its own", "[operator][top_k]") {
    auto const one_group = [](const row&) { return row{}; };
    auto const greatest = [](const row& a, const row& b) { return a.second > b.second; };
    check_dynamic_operator("ties", bags<row>(),
                           [=](auto a) { return a | group_by(one_group) | top_k(3, greatest); });
    check_dynamic_operator("offset", bags<row>(),
                           [=](auto a) { return a | group_by(one_group) | top_k(2, greatest, 2); });
    check_dynamic_operator("no limit", bags<row>(), [=](auto a) {
        return a | group_by(one_group) | top_k(static_cast<std::size_t>(-1), greatest, 2);
    });
    check_dynamic_operator("nothing", bags<row>(),
                           [=](auto a) { return a | group_by(one_group) | top_k(0, greatest); });
}

TEST_CASE("top_k: over rows with nulls, which come last", "[operator][top_k]") {
    check_static_operator("top 1 by null", bags<row_maybe>(), [](auto a) {
        return a | group_by([](const row_maybe& r) { return r.first; }) | top_k(1);
    });
}

TEST_CASE("top_k: what comes first and what comes after it is everything", "[operator][top_k]") {
    check_equal_circuits(
        "limit 2 + offset 2 = all", bags<row>(),
        [](auto a) {
            return (a | group_by(by_first) | top_k(2)) +
                   (a | group_by(by_first) | top_k(1000, value_less{}, 2));
        },
        [](auto a) { return a; });
}

TEST_CASE("top_k: the first row of distinct values is the minimum", "[operator][top_k]") {
    check_equal_circuits(
        "limit 1 = min", bags<row>(), [](auto a) { return a | group_by(by_first) | top_k(1); },
        [](auto a) {
            return a | group_by(by_first) |
                   aggregate_as([](const row& k, int least) { return row{k.first, least}; },
                                min([](const row& r) { return r.second; }));
        });
}

} // namespace dbsp::test
