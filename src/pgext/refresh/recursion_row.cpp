/// Limits how many rows the changes of a recursion lead to.
#include "pg/access/lookup.hpp"
#include "pg/value/call_count.hpp"
#include "pg/value/function.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace {

using namespace pgt;

/// One of the errors after which all rows are computed instead, which ends where the query ends.
constexpr std::string_view program_limit_exceeded = "54000";

constexpr std::uint64_t least_limit = 10'000;
constexpr std::uint64_t times_the_table = 4;
constexpr std::uint64_t calls_between_checks = 1'024;
constexpr std::uint64_t most_rows_of_block = 226; // rows with a row id and no other column

std::uint64_t limit_for(pg::oid table) {
    const auto rows = static_cast<std::uint64_t>(std::max<std::int64_t>(pg::estimated_rows(table), 0));
    const auto blocks = static_cast<std::uint64_t>(std::max<std::int64_t>(pg::blocks_of(table), 0));
    return std::max(least_limit, times_the_table * std::max(rows, blocks * most_rows_of_block));
}

/// Called once by each row. Every role may call it: a table is only looked at for a role that may read it.
pg::nullable_datum take_row(const pg::function_call& call) {
    const std::uint64_t row = pg::count_call(call);
    const bool is_checked = row > least_limit && row % calls_between_checks == 0;
    const auto table = call.get<pg::oid>(0);
    if (is_checked && pg::may_select(table) && row > limit_for(table)) {
        throw user_error(program_limit_exceeded, "the changes lead to more rows than the recursion has")
            .detail("They lead into a cycle, or are dearer to follow than all rows are to compute.");
    }
    return pg::nullable_value<bool>::to(true);
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_recursion_row, take_row);
