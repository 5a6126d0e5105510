#include <dbsp/dbsp.hpp>
#include <dbsp/engine/snapshot.hpp>
#include <dbsp/wiring/timed_input.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>

#include <functional>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace dbsp::test {

using Catch::Matchers::Message;

namespace {
using event = std::pair<int, std::int64_t>;
auto const time_of = [](const event& e) { return e.second; };
} // namespace

TEST_CASE("timed_input: refuses what is older than the watermark", "[wiring][timed_input]") {
    engine running(source<event>("a"));
    timed_input events(running.input<event>("a"), time_of, 10);
    CHECK(!events.watermark());
    CHECK(events.insert({1, 100}));
    CHECK(events.insert({2, 50})); // in one step no row is late for another
    CHECK(running.step().size() == 2);
    CHECK(events.watermark() == 90);
    CHECK(events.insert({3, 90}));
    CHECK_THROWS_MATCHES(
        events.insert({4, 89}), late_error,
        Message("timed_input: the row is too late: its time is 89, but nothing before 90 is taken any "
                "more: (4, 89)"));
    CHECK_THROWS_AS(events.erase({2, 50}), late_error);
    CHECK(running.step().size() == 1);
    CHECK(events.watermark() == 90); // it never goes back
}

TEST_CASE("timed_input: or drops and counts it", "[wiring][timed_input]") {
    engine running(source<event>("a"));
    timed_input events(running.input<event>("a"), time_of, 0, late_rows::drop);
    events.insert({1, 5});
    running.step();
    CHECK(!events.insert({2, 4}));
    CHECK(!events.erase({1, 3}));
    CHECK(events.insert({3, 5}));
    CHECK(events.dropped() == 2);
    CHECK(running.step() == zset<event>{{{3, 5}, 1}});
}

TEST_CASE("timed_input: a step that fails does not move the watermark", "[wiring][timed_input]") {
    bool fail = true;
    engine running(
        map(source<event>("a"), [&](const event& e) { return fail ? throw std::runtime_error("no") : e; }));
    timed_input events(running.input<event>("a"), time_of, 0);
    events.insert({1, 1000});
    CHECK_THROWS(running.step());
    CHECK(!events.watermark());
    events.withdraw();
    fail = false;
    events.insert({2, 7});
    CHECK(running.step() == zset<event>{{{2, 7}, 1}});
    CHECK(events.watermark() == 7);
}

TEST_CASE("timed_input: at the first of all times, and what it cannot be made of", "[wiring][timed_input]") {
    using limits = std::numeric_limits<event_time>;
    engine running(source<event>("a"));
    timed_input events(running.input<event>("a"), time_of, limits::max());
    events.insert({1, limits::min()});
    running.step();
    CHECK(events.watermark() == limits::min());
    CHECK(events.insert({2, limits::min()}));
    CHECK_THROWS_MATCHES(timed_input(running.input<event>("a"), time_of, -1), circuit_error,
                         Message("timed_input: the lateness is negative"));
    CHECK_THROWS_MATCHES(timed_input(running.input<event>("a"), std::function<int(const event&)>(), 1),
                         circuit_error, Message("timed_input: the time is empty; there is nothing to call"));
}

TEST_CASE("timed_input: is saved with its engine", "[wiring][timed_input]") {
    engine running(source<event>("a"), with<snapshots>{});
    timed_input events(running.input<event>("a"), time_of, 10, late_rows::drop);
    events.insert({1, 100});
    running.step();
    events.insert({2, 10});
    events.insert({3, 200}); // not stepped yet
    std::stringstream bytes;
    save(bytes, running, events);
    engine other(source<event>("a"), with<snapshots>{});
    timed_input restored(other.input<event>("a"), time_of, 10, late_rows::drop);
    restore(bytes, other, restored);
    CHECK(restored.watermark() == 90);
    CHECK(restored.dropped() == 1);
    CHECK(other.step() == zset<event>{{{3, 200}, 1}});
    CHECK(restored.watermark() == 190);
}

} // namespace dbsp::test
