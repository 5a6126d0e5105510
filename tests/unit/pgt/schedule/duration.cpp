#include <pgt/schedule/duration.hpp>

#include <catch2/catch_all.hpp>

using pgt::schedule::parse_duration;

TEST_CASE("durations: numbers with units add up", "[schedule]") {
    CHECK(parse_duration("30s") == 30);
    CHECK(parse_duration("1h30m") == 5400);
    CHECK(parse_duration("5 seconds") == 5);
    CHECK(parse_duration(" 1 Hour 30 minutes ") == 5400);
    CHECK(parse_duration("2w1d") == 15 * 86400);
}

TEST_CASE("durations: a number alone is seconds", "[schedule]") {
    CHECK(parse_duration("90") == 90);
    CHECK(parse_duration("0") == 0);
}

TEST_CASE("durations: what is none", "[schedule]") {
    for (const char* const text :
         {"", "s", "5 parsecs", "-5s", "1h30", "5,s", "@hourly", "9223372036854775807m"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_duration(text));
    }
}
