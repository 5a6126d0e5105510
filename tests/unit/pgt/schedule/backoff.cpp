#include <pgt/schedule/backoff.hpp>

#include <catch2/catch_all.hpp>

using namespace pgt::schedule;
using namespace std::chrono_literals;

TEST_CASE("backoff: a refresh that takes longer than its schedule stretches it, up to 8 times",
          "[schedule]") {
    STATIC_CHECK(backed_off(1, 940ms, 1s) == 1);
    STATIC_CHECK(backed_off(1, 960ms, 1s) == 2);
    STATIC_CHECK(backed_off(2, 1950ms, 1s) == 4);
    STATIC_CHECK(backed_off(4, 10s, 1s) == 8);
    STATIC_CHECK(backed_off(8, 100s, 1s) == 8);
}

TEST_CASE(
    "backoff: it stays while the refresh fits only what was stretched, and ends when it fits the schedule",
    "[schedule]") {
    STATIC_CHECK(backed_off(4, 1500ms, 1s) == 4);
    STATIC_CHECK(backed_off(4, 900ms, 1s) == 1);
}

TEST_CASE("backoff: what is refreshed without pause has no schedule to miss", "[schedule]") {
    STATIC_CHECK(backed_off(1, 10s, 0s) == 1);
    STATIC_CHECK_FALSE(falls_behind(10s, 0s));
}

TEST_CASE("backoff: more than 80 % of the schedule is falling behind", "[schedule]") {
    STATIC_CHECK(falls_behind(810ms, 1s));
    STATIC_CHECK_FALSE(falls_behind(800ms, 1s));
}
