/// Where jobs run, and how many workers a database may have.
#include <pgt/schedule/placement.hpp>

#include <catch2/catch_all.hpp>

using namespace pgt::schedule;
using namespace std::chrono_literals;

TEST_CASE("placement: short jobs stay, long and unknown ones go to a worker", "[schedule]") {
    CHECK(place(span(1ms), 1ms) == placement::here);
    CHECK(place(span(1ms), 100ms) == placement::anywhere);
    CHECK(place(span(20ms), 20ms) == placement::worker);
    CHECK(place(std::nullopt, 20ms) == placement::worker);
}

TEST_CASE("placement: limits of the database and the server", "[schedule]") {
    CHECK(allowed_workers(4, 0, 16, 16) == 4);
    CHECK(allowed_workers(4, 0, 2, 0) == 2);
    CHECK(allowed_workers(4, 0, 0, 0) == 0);
}

TEST_CASE("placement: a quota, and half as much again while the server has room", "[schedule]") {
    CHECK(allowed_workers(16, 4, 10, 7) == 6);
    CHECK(allowed_workers(16, 4, 10, 8) == 4);
    CHECK(allowed_workers(16, 1, 10, 0) == 2);
    CHECK(allowed_workers(3, 4, 10, 0) == 3);
}
