#include "refresh/clock.hpp"

#include "pg/boundary/test_parameter.hpp"
#include "pg/query/spi.hpp"
#include "pg/value/clock.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

namespace pgt::ext {
namespace {

/// What the clock shows: to the transaction, and now.
struct clock_reading {
    pg::moment of_transaction;
    pg::moment current;
};

#ifdef PGT_CRASH_POINTS

/// A test may set the clock: pgt_test.now.
clock_reading read_clock() {
    const std::string wanted = pg::test_parameter("pgt_test.now");
    if (wanted.empty()) { return {.of_transaction = pg::begin_of_transaction(), .current = pg::now()}; }
    const pg::spi session;
    const pg::moment set =
        session.run(sql::build("select {}::timestamptz", sql::literal{wanted})).value<pg::moment>().value();
    return {.of_transaction = set, .current = set};
}

#else

clock_reading read_clock() { return {.of_transaction = pg::begin_of_transaction(), .current = pg::now()}; }

#endif

} // namespace

pg::refresh_moments next_moments(const std::optional<table_moments>& last) {
    const pg::moment now = read_clock().of_transaction;
    if (!last) { return {.before = now, .now = now}; }
    return {.before = last->contents, .now = std::max(last->contents, now)};
}

pg::refresh_moments moments_for_all_rows(const std::optional<table_moments>& last) {
    const clock_reading clock = read_clock();
    const bool is_ahead = !last || last->contents > clock.current;
    const pg::moment now = is_ahead ? clock.of_transaction : std::max(last->contents, clock.of_transaction);
    return {.before = now, .now = now};
}

pg::moment next_due(prepared_table& prepared, const pg::snapshot& under) {
    constexpr std::int64_t never = INT64_MAX;
    std::int64_t first = never;
    for (std::size_t i = 0; i < prepared.clocked().size(); ++i) {
        first = std::min(first, prepared.due(i).run({}, under).inserted);
    }
    return static_cast<pg::moment>(first);
}

} // namespace pgt::ext
