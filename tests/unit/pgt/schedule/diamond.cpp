/// Diamonds: which tables are refreshed together, and when.
#include "unit/pgt/schedule/tables.hpp"

#include <catch2/catch_all.hpp>

using namespace pgt::schedule;
using namespace std::chrono_literals;

namespace {

std::string groups_of(const declared& tables) { return tables.text(tables.made().groups()); }

} // namespace

TEST_CASE("diamonds: two ways from one table that meet again", "[schedule]") {
    declared tables;
    tables.table("d", {"b", "c"}).table("b", {"t"}).table("c", {"t"});
    CHECK(groups_of(tables) == "b+c+d");
}

TEST_CASE("diamonds: chains and trees have none", "[schedule]") {
    declared tables;
    tables.table("a", {"t"}).table("b", {"a"}).table("c", {"a"}).table("d", {"c", "u"});
    CHECK(groups_of(tables) == "a b c d");
}

TEST_CASE("diamonds: the way that goes directly counts", "[schedule]") {
    declared tables;
    tables.table("b", {"t"}).table("d", {"b", "t"});
    CHECK(groups_of(tables) == "b+d");
}

TEST_CASE("diamonds: what both ways have in common before they part is outside", "[schedule]") {
    declared tables;
    tables.table("a", {"t"}).table("b", {"a"}).table("c", {"a"}).table("d", {"b", "c"}).table("e", {"d"});
    CHECK(groups_of(tables) == "a b+c+d e");
}

TEST_CASE("diamonds: long ways are in it as a whole", "[schedule]") {
    declared tables;
    tables.table("b", {"t"}).table("b2", {"b"}).table("b3", {"b2"}).table("c", {"t"}).table("d", {"b3", "c"});
    CHECK(groups_of(tables) == "b+c+b2+b3+d");
}

TEST_CASE("diamonds: those that share a table are one", "[schedule]") {
    declared tables;
    tables.table("b", {"t"}).table("c", {"t"}).table("d", {"b", "c"}).table("e", {"c", "d"});
    CHECK(groups_of(tables) == "b+c+d+e");
}

TEST_CASE("diamonds: one inside another", "[schedule]") {
    declared tables;
    tables.table("a", {"t"}).table("b", {"a"}).table("c", {"a"}).table("d", {"b", "c"}).table("z", {"t"});
    tables.table("e", {"d", "z"});
    CHECK(groups_of(tables) == "a+z+b+c+d+e");
}

TEST_CASE("diamonds: neighbours are refreshed before and after", "[schedule]") {
    declared tables;
    tables.table("after", {"d"}).table("d", {"b", "c"}).table("b", {"t", "before"}).table("c", {"t"});
    tables.table("before", {"u"});
    CHECK(groups_of(tables) == "before c+b+d after");
}

TEST_CASE("diamonds: those that depend on each other are one", "[schedule]") {
    declared tables;
    tables.table("a", {"t"}).table("b", {"u"}).table("c", {"t", "a", "b"}).table("d", {"u", "b", "a"});
    CHECK(groups_of(tables) == "a+b+c+d");
}

TEST_CASE("diamonds: none where the table at its end says so", "[schedule]") {
    declared tables;
    tables.table("b", {"t"}).table("c", {"t"}).table("d", {"b", "c"}, {.is_atomic = false});
    CHECK(groups_of(tables) == "b c d");
}

TEST_CASE("refresh groups: tables that have nothing else in common", "[schedule]") {
    declared tables;
    tables.table("a", {"t"}, {.refresh_group = 7}).table("b", {"u"}).table("c", {"v"}, {.refresh_group = 7});
    CHECK(groups_of(tables) == "a+c b");
}

TEST_CASE("refresh groups: what lies between two members belongs to them", "[schedule]") {
    declared tables;
    tables.table("a", {"t"}, {.refresh_group = 1}).table("b", {"a"}).table("c", {"b"}, {.refresh_group = 1});
    tables.table("d", {"c"});
    CHECK(groups_of(tables) == "a+b+c d");
}

TEST_CASE("refresh groups: several, and one that shares a table with a diamond", "[schedule]") {
    declared tables;
    tables.table("a", {"t"}, {.refresh_group = 1}).table("x", {"t"}, {.refresh_group = 2});
    tables.table("b", {"u"}, {.refresh_group = 1}).table("y", {"v"}, {.refresh_group = 2});
    CHECK(groups_of(tables) == "a+b x+y");
    tables.table("l", {"b"}).table("r", {"b", "u"}).table("meet", {"l", "r"});
    CHECK(groups_of(tables) == "a+b+l+r+meet x+y");
}

TEST_CASE("refresh groups: those that depend on each other are one", "[schedule]") {
    declared tables;
    tables.table("a", {"t"}, {.refresh_group = 1}).table("b", {"u"}, {.refresh_group = 2});
    tables.table("c", {"a"}, {.refresh_group = 2}).table("d", {"b"}, {.refresh_group = 1});
    CHECK(groups_of(tables) == "a+b+c+d");
}

TEST_CASE("diamonds: due with the fastest", "[schedule]") {
    declared tables;
    tables.table("b", {"t"}, "10s").table("c", {"t"}, "2s").table("d", {"b", "c"}, "10s");
    virtual_scheduler one(tables);
    one.run(10);
    CHECK(one.changed("b", 10.5).changed("c", 10.5).run(10.5) == "b+c+d");
    CHECK(one.changed("b", 10.6).run(10.6) == "");
    CHECK(one.next(10.6) == 12);
    CHECK(one.run(12) == "b+c+d");
}

TEST_CASE("diamonds: due with the slowest", "[schedule]") {
    declared tables;
    tables.table("b", {"t"}, "10s").table("c", {"t"}, "2s");
    tables.table("d", {"b", "c"}, {.schedule = "5s", .policy = diamond_policy::slowest});
    virtual_scheduler one(tables);
    CHECK(one.changed("c", 0.7).run(0.7) == ""); // a pause for c and d, not for b
    CHECK(one.next(0.7) == 10);
    CHECK(one.run(10) == "b+c+d");
}

TEST_CASE("diamonds: all wait when one of them has failed", "[schedule]") {
    declared tables;
    tables.table("b", {"t"}, "0s").table("c", {"t"}, "0s").table("d", {"b", "c"}, "0s");
    virtual_scheduler one(tables);
    one.changed("b", 5).changed("c", 5);
    one["c"].failed(failure_kind::of_data, at(5), at(5));
    CHECK(one.run(5) == "");
    CHECK(one.next(5) == 6);
    CHECK(one.run(6) == "b+c+d");
}

TEST_CASE("diamonds: a table that is not active is left out", "[schedule]") {
    declared tables;
    tables.table("b", {"t"}, "0s").table("c", {"t"}, "0s").table("d", {"b", "c"}, "0s");
    virtual_scheduler one(tables);
    one["b"].active = false;
    CHECK(one.changed("b", 5).changed("c", 5).run(5) == "c+d");
}

TEST_CASE("cycles: their tables are one group, which stands after what they read", "[schedule]") {
    declared tables;
    tables.table("d", {"b"})
        .table("a", {"b", "x"})
        .table("b", {"a", "v"})
        .table("x", {"t"})
        .table("e", {"u"});
    const network made = tables.made();
    CHECK(made.tables().cycles().size() == 1);
    CHECK(tables.text(made.groups()).contains("a+b"));
    CHECK(tables.text(made.groups()).find('x') < tables.text(made.groups()).find("a+b"));
    CHECK(made.tables().order().size() == made.tables().size());
}

TEST_CASE("cycles: two of them that read each other one way are two groups", "[schedule]") {
    declared tables;
    tables.table("a", {"b"}).table("b", {"a"}).table("c", {"d", "a"}).table("d", {"c"});
    CHECK(tables.text(tables.made().groups()) == "a+b c+d");
}
