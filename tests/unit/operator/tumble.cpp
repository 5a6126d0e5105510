#include <dbsp/aggregate/count.hpp>
#include <dbsp/circuit/circuit.hpp>
#include <dbsp/engine/engine.hpp>
#include <dbsp/operator/aggregate.hpp>
#include <dbsp/operator/tumble.hpp>
#include <dbsp/pass/print.hpp>
#include <dbsp/row/row.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>

#include <limits>
#include <utility>

namespace dbsp::test {

using Catch::Matchers::Message;

namespace {
using bid = record<field<"id", int>, field<"time", std::int64_t>>;
auto const time_of = labelled("time", [](std::int64_t t) { return t; });
} // namespace

TEST_CASE("tumble: each row is in the window of its time", "[operator][tumble]") {
    engine running(tumble(source<std::int64_t>("a"), time_of, 10));
    running.input<std::int64_t>("a").push({{0, 1}, {9, 1}, {10, 2}, {-1, 1}, {-10, 1}, {-11, -1}});
    CHECK(running.step() ==
          zset<std::pair<event_time, std::int64_t>>{
              {{0, 0}, 1}, {{0, 9}, 1}, {{10, 10}, 2}, {{-10, -1}, 1}, {{-10, -10}, 1}, {{-20, -11}, -1}});
}

TEST_CASE("tumble: windows may begin elsewhere", "[operator][tumble]") {
    engine running(tumble(source<std::int64_t>("a"), time_of, 10, window_in_front{}, 3));
    running.input<std::int64_t>("a").push({{2, 1}, {3, 1}});
    CHECK(running.step() == zset<std::pair<event_time, std::int64_t>>{{{-7, 2}, 1}, {{3, 3}, 1}});
}

TEST_CASE("tumble: a row with columns gets one more, to group by", "[operator][tumble]") {
    engine running(source<bid>("bids") | tumble(col<"time">, 60) | group_by(col<"window">) |
                   aggregate(count()));
    auto& bids = running.input<bid>("bids");
    bids.insert({1, 59});
    bids.insert({2, 60});
    bids.insert({3, 61});
    using total = record<field<"window", event_time>, field<"count", std::int64_t>>;
    CHECK(running.step() == zset<total>{{{0, 1}, 1}, {{60, 2}, 1}});
}

TEST_CASE("tumble: in a run-time circuit the rows say where the window goes", "[operator][tumble]") {
    using stay = std::pair<int, int>;
    using table = circuit<functions<stay>>;
    auto const stamped =
        tumble(source<table>("a"), labelled("second", [](const stay& r) { return r.second; }), 10,
               [](const stay& r, event_time start) { return stay(r.first, static_cast<int>(start)); });
    engine running(stamped);
    running.input<stay>("a").insert({1, 25});
    CHECK(running.step() == zset<stay>{{{1, 20}, 1}});
    CHECK(print_text(stamped) == "map: window of 10 by second  [linear]\n  source: a  [leaf]\n");
}

TEST_CASE("tumble: sizes and times that cannot be", "[operator][tumble]") {
    CHECK_THROWS_MATCHES(tumble(source<std::int64_t>("a"), time_of, 0), circuit_error,
                         Message("tumble: the size of a window is 0; it must be positive"));
    engine running(tumble(source<std::int64_t>("a"), time_of, 10));
    running.input<std::int64_t>("a").insert(std::numeric_limits<std::int64_t>::min());
    CHECK_THROWS_AS(running.step(), overflow_error);
}

} // namespace dbsp::test
