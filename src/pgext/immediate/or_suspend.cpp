#include "immediate/or_suspend.hpp"

#include "catalog/suspend.hpp"
#include "pg/boundary/crash_point.hpp"
#include "pg/boundary/error.hpp"
#include "pg/boundary/report.hpp"
#include "pg/boundary/subtransaction.hpp"
#include "pg/boundary/text.hpp"

#include <cstddef>
#include <format>
#include <optional>
#include <string>

namespace pgt::ext {
namespace {

/// Of the message of an error that is recorded, in bytes; it may quote whole documents.
constexpr std::size_t longest_message = 2000;

struct failure {
    std::string sqlstate;
    std::string message;
    std::string detail;
};

/// Serialization failures, deadlocks, cancelled queries and the end of the server are no fault of the stream table.
bool is_of_writer(const std::string& sqlstate) {
    return sqlstate.starts_with("40") || sqlstate.starts_with("57");
}

/// In a subtransaction; what it failed with, if it did.
std::optional<failure> attempt(const std::function<void()>& upkeep) {
    try {
        pg::subtransaction all;
        upkeep();
        all.commit();
        return std::nullopt;
    } catch (const pg::error& failed) {
        if (is_of_writer(failed.sqlstate())) { throw; }
        return failure{failed.sqlstate(), failed.what(), std::string(failed.detail())};
    }
}

void suspend(const stream_table& table, const failure& why) {
    suspend_for_failed_upkeep(table.id, pg::shortened(why.message, longest_message), why.sqlstate);
    pg::crash_point("upkeep.suspended");
    pg::report(pg::severity::warning,
               std::format("stream table \"{}\" is suspended because its upkeep failed: {}",
                           table.name.for_people(), why.message),
               why.detail,
               "Remove the cause. The scheduler refreshes it until that succeeds; so does "
               "pgtrickle.refresh_stream_table().");
}

} // namespace

void or_suspend(const stream_table& table, const std::function<void()>& upkeep) {
    if (table.upkeep_errors != "suspend") { return upkeep(); }
    if (const auto failed = attempt(upkeep)) { suspend(table, *failed); }
}

} // namespace pgt::ext
