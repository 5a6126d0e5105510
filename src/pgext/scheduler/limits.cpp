/// How long a refresh may keep the others waiting.
#include "scheduler/scheduler.hpp"
#include "settings/settings.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <chrono>
#include <format>

namespace pgt::ext {
namespace {

using namespace std::chrono_literals;
using schedule::span;

/// What a refresh that took long before may take: it must come to its end.
constexpr int over_the_last = 4;
constexpr span longest_turn = 1h;

std::chrono::milliseconds milliseconds(span time) {
    return std::chrono::ceil<std::chrono::milliseconds>(time);
}

} // namespace

/// Whether tables of somebody else wait for their turn.
bool scheduler::keeps_others_waiting(const schedule::group& tables) const {
    const pg::oid owner = tables_[tables.front()].owner;
    for (std::size_t i = 0; i < tables_.size(); ++i) {
        if (progress_[i].active && tables_[i].owner != owner) { return true; }
    }
    return false;
}

/// Nothing: it may take as long as it takes.
std::optional<pg::time_limit> scheduler::limit_of(const schedule::group& tables) {
    const std::chrono::seconds most(settings::refresh_timeout_seconds());
    limit_ = most;
    if (keeps_others_waiting(tables)) {
        span turn(0);
        for (const std::size_t one : tables) {
            turn = std::max({turn, turns_[one], took_[one].value_or(span(0)) * over_the_last});
        }
        turn = std::min<span>(turn, longest_turn);
        limit_ = most > 0s ? std::min<span>(turn, most) : turn;
    }
    if (limit_ == span(0)) { return std::nullopt; }
    return std::optional<pg::time_limit>(std::in_place, milliseconds(limit_));
}

/// A refresh was cancelled for the sake of the others. They have as much time now; then it is given twice as long, as often as it
/// takes. What takes longer than the settings allow is no matter of turns.
schedule::failure_kind scheduler::note_time_limit(std::size_t table, failed_refresh& why) {
    const std::chrono::seconds most(settings::refresh_timeout_seconds());
    const bool is_over = most > 0s && limit_ >= most;
    why.message =
        std::format("the refresh took longer than {:.0f} s", std::chrono::duration<double>(limit_).count());
    if (is_over) {
        why.message += ", the limit set by pg_trickle.refresh_timeout_seconds";
        return schedule::failure_kind::of_data;
    }
    turns_[table] = limit_ * 2;
    took_too_long_ = limit_;
    return schedule::failure_kind::passing;
}

} // namespace pgt::ext
