/// Refreshes that failed in sessions.
#include "pg/access/lookup.hpp"
#include "pg/value/function.hpp"
#include "pg/worker/failure_statistics.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace {

using namespace pgt;

using failure_row = std::tuple<std::int64_t, pg::moment, std::string, std::optional<std::string>>;

/// No row if there were none. The message, which may quote rows, is shown to the owner of the stream table alone.
std::vector<failure_row> session_failures(pg::oid stream_table) {
    const auto found = pg::find_session_failures(stream_table);
    if (!found) { return {}; }
    const bool may_see = pg::is_owner(stream_table);
    return {failure_row(found->count, found->last, found->sqlstate,
                        may_see ? std::optional(found->message) : std::nullopt)};
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_session_failures, session_failures);
