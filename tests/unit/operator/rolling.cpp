#include <dbsp/aggregate/avg.hpp>
#include <dbsp/aggregate/count.hpp>
#include <dbsp/aggregate/extremum.hpp>
#include <dbsp/engine/engine.hpp>
#include <dbsp/operator/rolling.hpp>
#include <dbsp/row/row.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>

#include <limits>
#include <string>

namespace dbsp::test {

using Catch::Matchers::Message;

namespace {
using trade = record<field<"share", std::string>, field<"time", std::int64_t>, field<"price", int>>;
using summary = record<field<"share", std::string>, field<"time", std::int64_t>, field<"price", int>,
                       field<"best", int>, field<"count", std::int64_t>>;
} // namespace

TEST_CASE("rolling: each row with the aggregates of those before it", "[operator][rolling]") {
    engine running(rolling(source<trade>("trades"), col<"share">, col<"time">, 10,
                           as<"best">(max(col<"price">)), count()));
    auto& trades = running.input<trade>("trades");
    trades.insert({"A", 0, 7});
    trades.insert({"A", 10, 5});
    trades.insert({"A", 11, 3});
    trades.insert({"B", 11, 9});
    CHECK(running.step() == zset<summary>{{{"A", 0, 7, 7, 1}, 1},
                                          {{"A", 10, 5, 7, 2}, 1},
                                          {{"A", 11, 3, 5, 2}, 1},
                                          {{"B", 11, 9, 9, 1}, 1}});
    trades.erase({"A", 10, 5});
    CHECK(running.step() ==
          zset<summary>{{{"A", 10, 5, 7, 2}, -1}, {{"A", 11, 3, 5, 2}, -1}, {{"A", 11, 3, 3, 1}, 1}});
}

TEST_CASE("rolling: rows that occur twice count twice, and are there twice", "[operator][rolling]") {
    engine running(rolling(source<trade>("trades"), col<"share">, col<"time">, 5,
                           as<"best">(max(col<"price">)), count()));
    running.input<trade>("trades").push({{{"A", 1, 7}, 2}, {{"A", 1, 8}, 1}});
    CHECK(running.step() == zset<summary>{{{"A", 1, 7, 8, 3}, 2}, {{"A", 1, 8, 8, 3}, 1}});
}

TEST_CASE("rolling: at the ends of time", "[operator][rolling]") {
    using limits = std::numeric_limits<std::int64_t>;
    for (event_time const width : {event_time{0}, event_time{10}, limits::max() - 1}) {
        engine running(rolling(source<trade>("trades"), col<"share">, col<"time">, width,
                               as<"best">(max(col<"price">)), count()));
        running.input<trade>("trades").push({{{"A", limits::min(), 7}, 1}, {{"A", limits::max(), 8}, 1}});
        CHECK(running.step() ==
              zset<summary>{{{"A", limits::min(), 7, 7, 1}, 1}, {{"A", limits::max(), 8, 8, 1}, 1}});
    }
    CHECK_THROWS_MATCHES(
        rolling(source<trade>("trades"), col<"share">, col<"time">, -1, count()), circuit_error,
        Message("rolling: the width is -1; it must be 0 or more, and less than the largest number"));
}

} // namespace dbsp::test
