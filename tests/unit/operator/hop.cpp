#include <dbsp/engine/engine.hpp>
#include <dbsp/operator/hop.hpp>
#include <dbsp/row/row.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>

#include <utility>

namespace dbsp::test {

using Catch::Matchers::Message;

namespace {
using stamped = std::pair<event_time, std::int64_t>;
auto const time_of = labelled("time", [](std::int64_t t) { return t; });
} // namespace

TEST_CASE("hop: a row is in each window around its time", "[operator][hop]") {
    engine running(hop(source<std::int64_t>("a"), time_of, 30, 10));
    running.input<std::int64_t>("a").push({{25, 2}, {-1, 1}});
    CHECK(running.step() ==
          zset<stamped>{
              {{0, 25}, 2}, {{10, 25}, 2}, {{20, 25}, 2}, {{-30, -1}, 1}, {{-20, -1}, 1}, {{-10, -1}, 1}});
}

TEST_CASE("hop: steps that do not divide the size, and steps beyond it", "[operator][hop]") {
    engine overlapping(hop(source<std::int64_t>("a"), time_of, 25, 10));
    overlapping.input<std::int64_t>("a").push({{24, 1}, {25, 1}});
    CHECK(overlapping.step() ==
          zset<stamped>{{{0, 24}, 1}, {{10, 24}, 1}, {{20, 24}, 1}, {{10, 25}, 1}, {{20, 25}, 1}});
    engine apart(source<std::int64_t>("a") | hop(time_of, 5, 10)); // a row between two windows is in none
    apart.input<std::int64_t>("a").push({{14, 1}, {15, 1}});
    CHECK(apart.step() == zset<stamped>{{{10, 14}, 1}});
}

TEST_CASE("hop: sizes that cannot be", "[operator][hop]") {
    CHECK_THROWS_MATCHES(hop(source<std::int64_t>("a"), time_of, 10, 0), circuit_error,
                         Message("hop: the step of a window is 0; it must be positive"));
    CHECK_THROWS_MATCHES(hop(source<std::int64_t>("a"), time_of, -1, 10), circuit_error,
                         Message("hop: the size of a window is -1; it must be positive"));
}

} // namespace dbsp::test
