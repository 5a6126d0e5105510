#include <dbsp/dbsp.hpp>

#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

namespace {
constexpr auto second = [](const row& r) { return r.second; };
constexpr auto maybe = [](const row& r) { return r.second == 0 ? std::nullopt : std::optional(r.second); };
constexpr auto keyed = [](const row& k, auto result) { return row{k.first, static_cast<int>(result)}; };
constexpr auto all_of_optionals = [](const row& k, auto total, auto least, auto most, auto mean, auto n) {
    if (total.has_value() != least.has_value() || total.has_value() != mean.has_value()) {
        return row{k.first, -1};
    }
    return row{k.first, static_cast<int>(total.value_or(7) * 1000 + least.value_or(9) * 100 +
                                         most.value_or(9) * 10 + n)};
};
} // namespace

TEST_CASE("aggregate: incremental equals recomputed", "[operator][aggregate]") {
    check_operator("count", bags<row>(),
                   [](auto a) { return a | group_by(by_first) | aggregate_as(keyed, count()); });
}

TEST_CASE("aggregate: each aggregator, incremental equals recomputed", "[operator][aggregate]") {
    check_dynamic_operator("sum", bags<row>(),
                           [](auto a) { return a | group_by(by_first) | aggregate_as(keyed, sum(second)); });
    check_dynamic_operator("avg", bags<row>(), [](auto a) {
        return a | group_by(by_first) |
               aggregate_as(
                   [](const row& k, double mean) { return row{k.first, static_cast<int>(mean * 100)}; },
                   avg(second));
    });
    check_dynamic_operator("min", bags<row>(),
                           [](auto a) { return a | group_by(by_first) | aggregate_as(keyed, min(second)); });
    check_dynamic_operator("max", bags<row>(),
                           [](auto a) { return a | group_by(by_first) | aggregate_as(keyed, max(second)); });
    check_dynamic_operator("fold", bags<row>(), [](auto a) {
        return a | group_by(by_first) |
               aggregate_as(keyed, fold(1, [](int so_far, const row& r, std::int64_t w) {
                                return (so_far * 7 + r.second * static_cast<int>(w)) % 1009;
                            }));
    });
}

TEST_CASE("aggregate: of optionals, with groups that become null again", "[operator][aggregate]") {
    check_dynamic_operator("sum, min, max and avg of optionals", bags<row>(2), [](auto a) {
        return a | group_by(by_first) |
               aggregate_as(all_of_optionals, sum(maybe), min(maybe), max(maybe), avg(maybe), count());
    });
}

TEST_CASE("aggregate: several at once, over groups with nulls for a key", "[operator][aggregate]") {
    check_static_operator("sum, count, min and max", bags<maybe_row>(), [](auto a) {
        auto const value = [](const maybe_row& r) { return r.second; };
        return a | group_by(maybe_first) | aggregate(sum(value), count(), min(value), max(maybe_first));
    });
}

TEST_CASE("aggregate: a key that joins nothing is a group all the same", "[operator][aggregate]") {
    check_static_operator("count by null", bags<maybe_row>(),
                          [](auto a) { return a | group_by(sql_first{}) | aggregate(count()); });
}

TEST_CASE("aggregate: floating point with infinities and NaN does not drift", "[operator][aggregate]") {
    check_static_operator("sum, avg, min and max of doubles", bags<float_row>(8), [](auto a) {
        auto const value = [](const float_row& r) { return r.second; };
        return a | group_by([](const float_row& r) { return r.first; }) |
               aggregate(sum(value), avg(value), min(value), max(value));
    });
}

TEST_CASE("aggregate: of an aggregate", "[operator][aggregate]") {
    check_dynamic_operator("count of counts", bags<row>(), [](auto a) {
        auto counts = a | group_by(by_first) | aggregate_as(keyed, count());
        return counts | group_by(by_second) | aggregate_as(keyed, count());
    });
    check_dynamic_operator("of a join with itself", bags<row>(3), [](auto a) {
        auto counts = a | group_by(by_first) | aggregate_as(keyed, sum(second));
        return join(a, counts, on(by_second, by_second), ends) | group_by(by_first) |
               aggregate_as(keyed, max(second));
    });
}

TEST_CASE("aggregate: one row for each key there is", "[operator][aggregate]") {
    check_equal_circuits(
        "keys of the aggregate = distinct keys", bags<row>(),
        [](auto a) { return map(a | group_by(by_first) | aggregate_as(keyed, count()), by_first); },
        [](auto a) { return distinct(map(a, by_first)); });
    check_equal_circuits(
        "max = min of the negated", bags<row>(),
        [](auto a) { return a | group_by(by_first) | aggregate_as(keyed, max(second)); },
        [](auto a) {
            return a | group_by(by_first) |
                   aggregate_as([](const row& k, int least) { return row{k.first, -least}; },
                                min([](const row& r) { return -r.second; }));
        });
}

} // namespace dbsp::test
