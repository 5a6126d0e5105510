#include <pgt/schedule/rule.hpp>

#include <catch2/catch_all.hpp>

using namespace pgt::schedule;

TEST_CASE("schedules: what is written is what it says", "[schedule]") {
    CHECK(parse_rule("Calculated", 1).is_calculated());
    CHECK(std::get<every>(parse_rule(" 1h30m ", 1).when).time == std::chrono::minutes(90));
    CHECK(parse_rule(" 1h30m ", 1).text == "1h30m");
    CHECK(std::holds_alternative<cron>(parse_rule("*/5 * * * *", 1).when));
    CHECK(std::holds_alternative<every>(parse_rule("5 seconds", 1).when));
}

TEST_CASE("schedules: those that are shorter than allowed are refused", "[schedule]") {
    CHECK_THROWS_WITH(parse_rule("5s", 10), "schedule \"5s\" is shorter than 10 s");
    CHECK_THROWS_WITH(parse_rule("0s", 1), "schedule \"0s\" is shorter than 1 s");
    CHECK(std::get<every>(parse_rule("0s", 0).when).time == std::chrono::seconds(0));
}

TEST_CASE("schedules: what is none is refused", "[schedule]") {
    CHECK_THROWS_WITH(parse_rule("soon", 1), "invalid schedule \"soon\"");
    CHECK_THROWS_WITH(parse_rule("", 1), "invalid schedule \"\"");
}

TEST_CASE("schedules: what is never due, or cannot be counted, is refused", "[schedule]") {
    CHECK_THROWS_WITH(parse_rule("0 0 31 2 *", 1), "schedule \"0 0 31 2 *\" is never due");
    CHECK(std::holds_alternative<cron>(parse_rule("0 0 29 2 *", 1).when));
    CHECK_THROWS_WITH(parse_rule("100000000000d", 1), "schedule \"100000000000d\" is longer than 100 years");
    CHECK_THROWS_WITH(parse_rule("9223372036854775807", 1),
                      "schedule \"9223372036854775807\" is longer than 100 years");
    CHECK(std::holds_alternative<every>(parse_rule("36525d", 1).when));
}
