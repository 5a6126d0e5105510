#include <pgt/schedule/failure.hpp>

#include <catch2/catch_all.hpp>

using namespace pgt::schedule;
using namespace std::chrono_literals;

TEST_CASE("failures: classes of SQLSTATE", "[schedule]") {
    STATIC_CHECK(classify("40001") == failure_kind::transient); // serialization failure
    STATIC_CHECK(classify("40P01") == failure_kind::transient); // deadlock
    STATIC_CHECK(classify("55P03") == failure_kind::transient); // lock not available
    STATIC_CHECK(classify("53200") == failure_kind::transient); // out of memory
    STATIC_CHECK(classify("57014") == failure_kind::transient); // cancelled
    STATIC_CHECK(classify("22012") == failure_kind::of_data);   // division by zero
    STATIC_CHECK(classify("23505") == failure_kind::of_data);   // unique violation
    STATIC_CHECK(classify("P0001") == failure_kind::of_data);   // raised by a function
    STATIC_CHECK(classify("42P01") == failure_kind::of_schema);
    STATIC_CHECK(classify("42601") == failure_kind::of_schema);
    STATIC_CHECK(classify("0A000") == failure_kind::of_schema);
    STATIC_CHECK(classify("55000") == failure_kind::of_data);
}

TEST_CASE("failures: transient ones are retried for ever, data after a few times, a schema at once",
          "[schedule]") {
    STATIC_CHECK_FALSE(gives_up(failure_kind::transient, 1000, 3));
    STATIC_CHECK_FALSE(gives_up(failure_kind::of_data, 2, 3));
    STATIC_CHECK(gives_up(failure_kind::of_data, 3, 3));
    STATIC_CHECK(gives_up(failure_kind::of_schema, 1, 3));
}

TEST_CASE("failures: each wait is twice as long as the one before, up to a minute", "[schedule]") {
    STATIC_CHECK(retry_delay(failure_kind::transient, 1) == 100ms);
    STATIC_CHECK(retry_delay(failure_kind::transient, 2) == 200ms);
    STATIC_CHECK(retry_delay(failure_kind::transient, 5) == 1600ms);
    STATIC_CHECK(retry_delay(failure_kind::of_data, 1) == 1s);
    STATIC_CHECK(retry_delay(failure_kind::of_data, 3) == 4s);
    STATIC_CHECK(retry_delay(failure_kind::transient, 100000) == 1min);
}
