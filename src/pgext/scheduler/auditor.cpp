#include "scheduler/auditor.hpp"

#include "catalog/audit.hpp"
#include "catalog/schedule_time.hpp"
#include "catalog/store.hpp"
#include "catalog/stream_table_lock.hpp"
#include "lifecycle/audit_piece.hpp"
#include "lifecycle/verify_stream_table.hpp"
#include "pg/worker/worker_transaction.hpp"
#include "refresh/record_comparison.hpp"
#include "scheduler/alerts.hpp"
#include "scheduler/failure.hpp"
#include "settings/report_settings.hpp"
#include "settings/settings.hpp"

#include <algorithm>
#include <chrono>

namespace pgt::ext {
namespace {

using namespace std::chrono_literals;
using schedule::span;

/// Also where nothing has taken any time.
constexpr span shortest_rest = 1s;
constexpr span after_failure = 1min;

void report(const stream_table& table, const comparison& found) {
    if (found.is_equal()) { return; }
    warn_of_difference(table, found);
    send_alert("audit_difference", table.name);
}

constexpr auto by_scheduler = schedule::initiator::scheduler;

comparison compared(const stream_table& table, bool by_pieces) {
    if (!by_pieces) { return verify_locked_table(table, false, differences_to_keep, by_scheduler); }
    return audit_next_piece(table, std::nullopt, by_scheduler).compared.found;
}

} // namespace

/// Unless a concurrent session is refreshing the table.
void auditor::compare_next() {
    pg::worker_transaction transaction;
    const auto turn = next_to_audit(last_, settings::audit_piece_ms());
    std::optional<stream_table> table;
    if (turn && lock_for_refresh(turn->relation, if_locked::skip)) {
        table = find_stream_table(turn->relation);
    }
    if (turn) { last_ = turn->id; } // also if it fails
    std::optional<comparison> found;
    if (table) { found = compared(*table, turn->by_pieces); }
    transaction.commit();
    if (found) { report(*table, *found); }
}

std::optional<schedule::time_point> auditor::work(schedule::time_point now) {
    const double budget = settings::audit_budget();
    if (budget <= 0) { return std::nullopt; }
    if (next_ && now < *next_) { return next_; }
    const bool has_worked = succeeds("comparing a stream table with its query", [this] { compare_next(); });
    const schedule::time_point end = time_now();
    const auto rest = std::chrono::duration_cast<span>((end - now) / budget);
    next_ = end + std::max(rest, has_worked ? shortest_rest : after_failure);
    return next_;
}

} // namespace pgt::ext
