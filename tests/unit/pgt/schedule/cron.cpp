#include <pgt/schedule/cron.hpp>

#include <catch2/catch_all.hpp>

#include <format>
#include <string>

namespace {

using namespace std::chrono;
using pgt::schedule::cron;
using pgt::schedule::time_point;

/// The next `count` points in time after `after`.
std::string next(const std::string& text, sys_seconds after, int count = 1) {
    const auto parsed = cron::parse(text);
    REQUIRE(parsed);
    std::string result;
    time_point last = after;
    for (int i = 0; i < count; ++i) {
        const auto found = parsed->next(last);
        if (!found) { return result + "never"; }
        last = *found;
        result += std::format("{}{:%F %T}", i == 0 ? "" : ", ", floor<seconds>(last));
    }
    return result;
}

/// 18 November 2026, a Wednesday, at 10:20:30.
constexpr sys_seconds start = sys_days(2026y / November / 18) + 10h + 20min + 30s;

} // namespace

TEST_CASE("cron: the next time is after the given one, even if that fits", "[schedule]") {
    CHECK(next("20 10 * * *", start) == "2026-11-19 10:20:00");
    CHECK(next("30 20 10 * * *", start) == "2026-11-19 10:20:30");
    CHECK(next("31 20 10 * * *", start) == "2026-11-18 10:20:31");
    CHECK(next("* * * * *", start, 2) == "2026-11-18 10:21:00, 2026-11-18 10:22:00");
}

TEST_CASE("cron: a part of a second counts as begun", "[schedule]") {
    const auto parsed = cron::parse("31 20 10 * * *");
    REQUIRE(parsed);
    CHECK(parsed->next(start + 500ms) == start + 1s);
    CHECK(parsed->next(start + 1s + 1us) == start + 1s + days(1));
}

TEST_CASE("cron: steps, ranges and lists", "[schedule]") {
    CHECK(next("*/15 * * * *", start, 3) == "2026-11-18 10:30:00, 2026-11-18 10:45:00, 2026-11-18 11:00:00");
    CHECK(next("5-7,50 11 * * *", start, 4) ==
          "2026-11-18 11:05:00, 2026-11-18 11:06:00, 2026-11-18 11:07:00, 2026-11-18 11:50:00");
    CHECK(next("40/10 * * * *", start, 3) == "2026-11-18 10:40:00, 2026-11-18 10:50:00, 2026-11-18 11:40:00");
    CHECK(next("*/7 * * * * *", start, 2) == "2026-11-18 10:20:35, 2026-11-18 10:20:42");
}

TEST_CASE("cron: carries into the next minute, hour, day, month and year", "[schedule]") {
    CHECK(next("* * * * * *", sys_days(2026y / December / 31) + 23h + 59min + 59s) == "2027-01-01 00:00:00");
    CHECK(next("0 0 * * *", sys_days(2026y / February / 28) + 1h) == "2026-03-01 00:00:00");
    CHECK(next("0 0 * * *", sys_days(2028y / February / 28) + 1h) == "2028-02-29 00:00:00");
    CHECK(next("10 5 * * *", sys_days(2026y / November / 30) + 5h + 10min) == "2026-12-01 05:10:00");
}

TEST_CASE("cron: months without the day are left out", "[schedule]") {
    CHECK(next("0 0 31 * *", start, 3) == "2026-12-31 00:00:00, 2027-01-31 00:00:00, 2027-03-31 00:00:00");
    CHECK(next("0 0 29 2 *", start, 2) == "2028-02-29 00:00:00, 2032-02-29 00:00:00");
    CHECK(next("0 0 30 2 *", start) == "never");
}

TEST_CASE("cron: day of the month and day of the week are alternatives if both are given", "[schedule]") {
    CHECK(next("0 0 1 * mon", start, 3) == "2026-11-23 00:00:00, 2026-11-30 00:00:00, 2026-12-01 00:00:00");
    CHECK(next("0 0 * * mon", start, 2) == "2026-11-23 00:00:00, 2026-11-30 00:00:00");
    CHECK(next("0 0 1 * *", start, 2) == "2026-12-01 00:00:00, 2027-01-01 00:00:00");
}

TEST_CASE("cron: Sunday is 0 and 7, names are names whatever their case", "[schedule]") {
    CHECK(next("0 0 * * 0", start) == "2026-11-22 00:00:00");
    CHECK(next("0 0 * * 7", start) == "2026-11-22 00:00:00");
    CHECK(next("0 0 * * Sun", start) == "2026-11-22 00:00:00");
    CHECK(next("0 0 * * fri-7", start, 3) == "2026-11-20 00:00:00, 2026-11-21 00:00:00, 2026-11-22 00:00:00");
    CHECK(next("0 0 1 JAN-mar *", start) == "2027-01-01 00:00:00");
}

TEST_CASE("cron: aliases", "[schedule]") {
    CHECK(next("@hourly", start) == "2026-11-18 11:00:00");
    CHECK(next("@Daily", start) == "2026-11-19 00:00:00");
    CHECK(next("@weekly", start) == "2026-11-22 00:00:00");
    CHECK(next("@monthly", start) == "2026-12-01 00:00:00");
    CHECK(next("@yearly", start) == "2027-01-01 00:00:00");
}

TEST_CASE("cron: summer time doesn't exist in UTC", "[schedule]") {
    CHECK(next("30 2 * * *", sys_days(2026y / March / 28) + 3h, 2) ==
          "2026-03-29 02:30:00, 2026-03-30 02:30:00");
    CHECK(next("0 * * * *", sys_days(2026y / October / 25), 3) ==
          "2026-10-25 01:00:00, 2026-10-25 02:00:00, 2026-10-25 03:00:00");
}

TEST_CASE("cron: what is none", "[schedule]") {
    for (const char* const text :
         {"", "*", "* * * *", "* * * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *",
          "* * * 13 *", "* * * * 8", "*/0 * * * *", "5-1 * * * *", "a * * * *", "-1 * * * *", "1,, * * * *",
          "1/2/3 * * * *", "@sometimes"}) {
        CAPTURE(text);
        CHECK_FALSE(cron::parse(text));
    }
}
