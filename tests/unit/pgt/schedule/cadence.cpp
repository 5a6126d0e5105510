/// How often tables are refreshed, and in what order.
#include "unit/pgt/schedule/tables.hpp"

#include <catch2/catch_all.hpp>

using namespace pgt::schedule;
using namespace std::chrono_literals;

namespace {

span cadence_of(const declared& tables, const std::string& name, span by_default = 1s) {
    return std::get<span>(tables.made(by_default).when(tables[name]));
}

} // namespace

TEST_CASE("cadence: a calculated table takes the shortest of those that read it", "[schedule]") {
    declared tables;
    tables.table("a", {"t"}).table("b", {"a"}, "10s").table("c", {"a"}, "3s").table("d", {"c"}, "1s");
    CHECK(cadence_of(tables, "a") == 3s);
    CHECK(cadence_of(tables, "c") == 3s); // its own stays
}

TEST_CASE("cadence: it comes through calculated tables, and without readers is the default", "[schedule]") {
    declared tables;
    tables.table("a", {"t"}).table("b", {"a"}).table("c", {"b"}, "7s").table("alone", {"t"});
    CHECK(cadence_of(tables, "a") == 7s);
    CHECK(cadence_of(tables, "alone", 42s) == 42s);
}

TEST_CASE("cadence: crons don't count", "[schedule]") {
    declared tables;
    tables.table("a", {"t"}).table("b", {"a"}, "* * * * *");
    CHECK(cadence_of(tables, "a", 5s) == 5s);
    CHECK(std::holds_alternative<cron>(tables.made().when(tables["b"])));
}

TEST_CASE("cadence: what has no capture is computed once a second at most", "[schedule]") {
    declared tables;
    tables.table("full", {"t"}, {.schedule = "0s", .has_capture = false}).table("delta", {"t"}, "0s");
    CHECK(cadence_of(tables, "full") == 1s);
    CHECK(cadence_of(tables, "delta") == 0s);
}

TEST_CASE("plan: nothing to do, nothing to wait for", "[schedule]") {
    declared tables;
    tables.table("a", {"t"}, "1s");
    virtual_scheduler one(tables);
    CHECK(one.run(5) == "");
    CHECK(one.next(5) == -1);
}

TEST_CASE("plan: a change after a pause is applied at once, the next one when the second is over",
          "[schedule]") {
    declared tables;
    tables.table("a", {"t"}, "1s");
    virtual_scheduler one(tables);
    CHECK(one.changed("a", 5.3).run(5.3) == "a");
    CHECK(one.changed("a", 5.35).run(5.35) == "");
    CHECK(one.next(5.35) == 6);
    CHECK(one.run(6) == "a");
    CHECK(one.run(7) == "");
}

TEST_CASE("plan: a tenth of the interval without changes is a pause", "[schedule]") {
    declared tables;
    tables.table("a", {"t"}, "1s").table("b", {"t"}, "1h");
    virtual_scheduler one(tables);
    CHECK(one.changed("a", 5.3).run(5.3) == "a");
    CHECK(one.changed("a", 5.41).run(5.41) == "a");
    CHECK(one.changed("b", 3600).run(3600) == "b");
    CHECK(one.changed("b", 3900).run(3900) == "");
    CHECK(one.run(3960) == ""); // the pause was too short; it does not become longer by waiting
    CHECK(one.next(3960) == 7200);
}

TEST_CASE("plan: the pause is ten times what a refresh takes, and at most the interval", "[schedule]") {
    progress one;
    one.took = span(2ms);
    CHECK(pause_before(1s, one) == 100ms);
    one.took = span(30ms);
    CHECK(pause_before(1s, one) == 300ms);
    one.took = span(5s);
    CHECK(pause_before(1s, one) == 1s);
}

TEST_CASE("plan: while changes go on, once in each interval", "[schedule]") {
    declared tables;
    tables.table("a", {"t"}, "1s");
    virtual_scheduler one(tables);
    int refreshes = 0;
    for (int i = 0; i < 1000; ++i) { // one change each hundredth of a second
        const double now = 5 + i * 0.01;
        if (one.changed("a", now).run(now) == "a") { ++refreshes; }
    }
    CHECK(refreshes <= 11);
    CHECK(refreshes >= 10);
}

TEST_CASE("plan: what is never to pause is refreshed whenever something has changed", "[schedule]") {
    declared tables;
    tables.table("a", {"t"}, "0s");
    virtual_scheduler one(tables);
    CHECK(one.changed("a", 5.3).run(5.3) == "a");
    CHECK(one.run(5.3) == "");
    CHECK(one.next(5.3) == -1);
    CHECK(one.changed("a", 5.3001).run(5.3001) == "a");
}

TEST_CASE("plan: a change passes through a chain in one round", "[schedule]") {
    declared tables;
    tables.table("c", {"b"}, "1s").table("b", {"a"}).table("a", {"t"});
    virtual_scheduler one(tables);
    CHECK(one.changed("a", 5.3).run(5.3) == "a b c");
    CHECK(one.changed("a", 5.35).run(5.35) == "");
    CHECK(one.run(6) == "a b c");
    CHECK(one.changed("a", 6.5).run(6.5) == "a b c");
}

TEST_CASE("plan: tables of different cadences meet", "[schedule]") {
    declared tables;
    tables.table("a", {"t"}, "1s").table("b", {"a"}, "3s");
    virtual_scheduler one(tables);
    CHECK(one.changed("a", 3.1).run(3.1) == "a b");
    CHECK(one.changed("a", 3.15).changed("b", 3.15).run(4) == "a");
    CHECK(one.next(4) == 6);
    CHECK(one.changed("a", 5.9).run(6) == "a b");
}

TEST_CASE("plan: cron", "[schedule]") {
    declared tables;
    tables.table("a", {"t"}, "*/10 * * * * *");
    virtual_scheduler one(tables);
    CHECK(one.changed("a", 5).run(5) == "");
    CHECK(one.next(5) == 10);
    CHECK(one.run(10) == "a");
    CHECK(one.next(10) == -1);
}

TEST_CASE("plan: what was never refreshed is so at once, whatever its schedule", "[schedule]") {
    declared tables;
    tables.table("a", {"t"}, "1h").table("b", {"t"}, "0 0 1 1 *");
    virtual_scheduler one(tables);
    one["a"].last.reset();
    one["b"].last.reset();
    CHECK(one.run(5) == "a b");
}

TEST_CASE("plan: what has no capture is computed every time", "[schedule]") {
    declared tables;
    tables.table("full", {"t"}, {.schedule = "2s", .has_capture = false});
    virtual_scheduler one(tables);
    CHECK(one.next(1) == 2);
    CHECK(one.run(2) == "full");
    CHECK(one.next(2) == 4);
}

TEST_CASE("plan: tables that are not active are left alone, their readers are not", "[schedule]") {
    declared tables;
    tables.table("a", {"t"}, "1s").table("b", {"a", "u"}, "1s");
    virtual_scheduler one(tables);
    one["a"].active = false;
    CHECK(one.changed("a", 5).changed("b", 5).run(5) == "b");
    CHECK(one.next(5) == -1);
}

TEST_CASE("plan: after a failure it waits, and only that table", "[schedule]") {
    declared tables;
    tables.table("a", {"t"}, "0s").table("b", {"t"}, "0s");
    virtual_scheduler one(tables);
    one.changed("a", 5).changed("b", 5);
    one["a"].failed(failure_kind::of_data, at(5), at(5));
    CHECK(one.run(5) == "b");
    CHECK(one.next(5) == 6);
    one["a"].failed(failure_kind::of_data, at(6), at(6));
    CHECK(one.next(6) == 8);
    CHECK(one.run(8) == "a");
    CHECK(one["a"].failures == 0);
}

TEST_CASE("plan: a stretched cadence", "[schedule]") {
    declared tables;
    tables.table("a", {"t"}, "1s");
    virtual_scheduler one(tables);
    one["a"].stretch = 4;
    one["a"].took = span(2s);
    CHECK(one.changed("a", 5).run(5) == "a");
    CHECK(one.changed("a", 6).next(6) == 8);
}

TEST_CASE("plan: what is older than its schedule allows is stale", "[schedule]") {
    progress one;
    one.last = at(0);
    one.changed(at(10));
    CHECK_FALSE(is_stale(cadence(span(5s)), one, at(20.5)));
    CHECK(is_stale(cadence(span(5s)), one, at(21.5)));
    one.started();
    one.refreshed(at(22), at(22));
    CHECK_FALSE(is_stale(cadence(span(5s)), one, at(100)));
}

TEST_CASE("plan: of 1,000 tables, those with changes, and in no time", "[schedule]") {
    declared tables;
    for (int i = 0; i < 1000; ++i) { // chains of ten
        tables.table(std::to_string(i), {i % 10 == 0 ? "t" + std::to_string(i) : std::to_string(i - 1)},
                     "1s");
    }
    virtual_scheduler one(tables);
    for (int i = 0; i < 10; ++i) { one.changed(std::to_string(i * 100 + 9), 5); }
    const auto start = std::chrono::steady_clock::now();
    const ready_set planned = one.plan(5);
    const auto took = std::chrono::steady_clock::now() - start;
    CHECK(planned.jobs.size() == 10);
    CHECK(took < 20ms); // far less; sanitizers and busy machines included
}
