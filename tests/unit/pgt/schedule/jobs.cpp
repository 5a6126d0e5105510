/// Which refreshes can run at the same time, and which have to wait.
#include "unit/pgt/schedule/tables.hpp"

#include <catch2/catch_all.hpp>

using namespace pgt::schedule;
using namespace std::chrono_literals;

TEST_CASE("jobs: tables that do not read each other are ready together", "[schedule]") {
    declared tables;
    tables.table("a", {"t"}, "1s").table("b", {"t"}, "1s").table("c", {"u"}, "1s");
    virtual_scheduler one(tables);
    one.changed("a", 5).changed("c", 5);
    CHECK(one.ready(5) == "a c");
}

TEST_CASE("jobs: a reader waits for a source that is about to be refreshed, and for one that runs",
          "[schedule]") {
    declared tables;
    tables.table("a", {"t"}, "1s").table("b", {"a"}, "1s").table("c", {"b", "u"}, "1s");
    virtual_scheduler one(tables);
    one.changed("a", 5).changed("c", 5);
    CHECK(one.ready(5) == "a"); // which may change b
    one.start("a", 5);
    CHECK(one.ready(5) == "");
    one.finish("a", 5);
    CHECK(one.ready(5) == "b");
}

TEST_CASE("jobs: a refresh without effect does not keep readers of readers waiting", "[schedule]") {
    declared tables;
    tables.table("a", {"t"}, "1s").table("b", {"a"}, "1s").table("c", {"b", "u"}, "1s");
    virtual_scheduler one(tables);
    one.changed("a", 5).changed("c", 5).start("a", 5);
    one["a"].refreshed(at(5), at(5));
    CHECK(one.ready(5) == "c");
}

TEST_CASE("jobs: what runs is not started again, its changes meanwhile come next", "[schedule]") {
    declared tables;
    tables.table("a", {"t"}, "0s").table("b", {"u"}, "0s");
    virtual_scheduler one(tables);
    one.changed("a", 5).changed("b", 5).start("a", 5).changed("a", 5.1);
    CHECK(one.ready(5.2) == "b");
    one.finish("a", 5.2);
    CHECK(one.ready(5.2) == "b"); // one turn in each round
    CHECK(one.next(5.2) > 5.2);
    CHECK(one.ready(5.3) == "a b");
}

TEST_CASE("jobs: a failure leaves the changes pending", "[schedule]") {
    progress one;
    one.last = at(0);
    one.changed(at(1));
    one.started();
    CHECK_FALSE(one.pending);
    CHECK(one.waiting_since() == at(1));
    one.changed(at(2));
    one.failed(failure_kind::transient, at(3), at(3));
    CHECK(one.pending == at(1));
    CHECK_FALSE(one.running);
    CHECK(one.not_before == at(3.1));
    one.started();
    one.postponed(at(4), at(3.5));
    CHECK(one.pending == at(1));
    CHECK(one.not_before == at(4));
    CHECK(one.failures == 1);
}

TEST_CASE("jobs: the tables of a diamond run as one", "[schedule]") {
    declared tables;
    tables.table("b", {"t"}, "1s")
        .table("c", {"t"}, "1s")
        .table("d", {"b", "c"}, "1s")
        .table("e", {"d"}, "1s");
    virtual_scheduler one(tables);
    one.changed("b", 5).changed("e", 5);
    CHECK(one.ready(5) == "b+c+d");
    one.start("c", 5);
    CHECK(one["d"].running);
    CHECK(one.ready(5) == "");
    one.finish("c", 6);
    CHECK(one.ready(6) == "e");
}

TEST_CASE("jobs: sources that run in turn do not pass by a reader that waits for both", "[schedule]") {
    declared tables;
    tables.table("a", {"t"}, "0s").table("b", {"u"}, "0s").table("c", {"a", "b", "v"}, "0s");
    virtual_scheduler one(tables);
    one.changed("a", 5).changed("b", 5).changed("c", 5).start("a", 5).start("b", 5);
    one.changed("a", 5.5).finish("a", 6);
    CHECK(one.ready(6.5) == ""); // c waits for b, and a for c
    one.changed("b", 6).finish("b", 7);
    CHECK(one.ready(7.5) == "c");
    one.start("c", 7.5);
    CHECK(one.ready(8) == "a b");
}

TEST_CASE("jobs: readers of a source that is not active do not wait for it", "[schedule]") {
    declared tables;
    tables.table("a", {"t"}, "1s").table("b", {"a", "u"}, "1s");
    virtual_scheduler one(tables);
    one["a"].active = false;
    one.changed("a", 5).changed("b", 5);
    CHECK(one.ready(5) == "b");
}

TEST_CASE("jobs: a table without capture gives its diamond work once in each of its own intervals",
          "[schedule]") {
    declared tables;
    tables.table("b", {"t"}, "0s")
        .table("c", {"t"}, {.schedule = "3s", .has_capture = false})
        .table("d", {"b", "c"}, "0s");
    virtual_scheduler one(tables);
    CHECK(one.run(3.5) == "b+c+d");
    CHECK(one.ready(3.6) == "");
    CHECK(one.next(3.6) == 6);
}

TEST_CASE("jobs: by service class; what has waited counts as one of a better class", "[schedule]") {
    declared tables;
    tables.table("a", {"t"}, {.schedule = "0s", .service = service_class::background})
        .table("b", {"t"}, {.schedule = "0s"})
        .table("c", {"t"}, {.schedule = "0s", .service = service_class::critical});
    virtual_scheduler one(tables);
    one.changed("a", 5).changed("b", 5).changed("c", 5);
    CHECK(one.ready(5) == "c b a");
    one.changed("c", 15).start("b", 14).finish("b", 14).changed("b", 14.5);
    CHECK(one.ready(15) == "c a b");   // a waits for ten seconds, as does c
    CHECK(one.ready(25.5) == "a b c"); // all have waited for the first class
}

TEST_CASE("jobs: a tier stretches a schedule that is a duration", "[schedule]") {
    declared tables;
    tables.table("a", {"t"}, {.schedule = "2s", .stretch = stretch_of(tier::cold)})
        .table("b", {"a"}, {.schedule = "*/5 * * * * *", .stretch = stretch_of(tier::warm)})
        .table("c", {"t"}, {.stretch = stretch_of(tier::warm)});
    const network made = tables.made(1s);
    CHECK(std::get<span>(made.when(tables["a"])) == 20s);
    CHECK(std::holds_alternative<cron>(made.when(tables["b"])));
    CHECK(std::get<span>(made.when(tables["c"])) == 2s);
}

TEST_CASE("jobs: a table whose rows come and go by the clock is ready when the next one is due",
          "[schedule]") {
    declared tables;
    tables.table("a", {"t"}, "1s").table("b", {"a"}, "1s");
    virtual_scheduler one(tables);
    one["a"].moment = at(7.25);
    CHECK(one.ready(5) == "");
    CHECK(one.next(5) == 7.25);
    CHECK(one.ready(7.25) == "a"); // which may change b
    one.start("a", 7.25);
    one.finish("a", 7.25);
    one["a"].moment = at(7.5);
    one.start("b", 7.25);
    one.finish("b", 7.25);
    CHECK(one.ready(7.3) == "");
    CHECK(one.ready(8.25) == "a");
}

TEST_CASE("jobs: a gated table keeps its changes, and holds up nothing but its group", "[schedule]") {
    declared tables;
    tables.table("a", {"t"}, "1s").table("b", {"a", "u"}, "1s").table("c", {"u"}, "1s");
    virtual_scheduler one(tables);
    one["a"].gated = true;
    one.changed("a", 5).changed("b", 5).changed("c", 5);
    CHECK(one.ready(5) == "c b");
    CHECK(one.run(5) == "c b");
    CHECK(one.next(5) == -1);
    one["a"].gated = false;
    CHECK(one.run(6) == "a b");
}

TEST_CASE("jobs: a diamond waits as a whole for a gated member", "[schedule]") {
    declared tables;
    tables.table("a", {"t"}, "1s").table("b", {"t"}, "1s").table("c", {"a", "b"}, "1s");
    virtual_scheduler one(tables);
    one["b"].gated = true;
    one.changed("a", 5).changed("b", 5);
    CHECK(one.ready(5) == "");
    CHECK(one.next(5) == -1);
    one["b"].gated = false;
    CHECK(one.ready(5) == "a+b+c");
}

TEST_CASE("jobs: a gated table that was never filled waits, too", "[schedule]") {
    declared tables;
    tables.table("a", {"t"}, "1s");
    virtual_scheduler one(tables);
    one["a"].last.reset();
    one["a"].gated = true;
    CHECK(one.ready(5) == "");
    one["a"].gated = false;
    CHECK(one.ready(5) == "a");
}
