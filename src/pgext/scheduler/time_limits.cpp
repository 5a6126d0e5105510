#include "scheduler/time_limits.hpp"

#include "settings/settings.hpp"

#include <algorithm>
#include <chrono>
#include <format>

namespace pgt::ext {
namespace {

using namespace std::chrono_literals;
using schedule::span;

/// A refresh that took long before gets so many times as long: it has to come to its end.
constexpr int over_the_last = 4;
constexpr span longest_turn = 1h;

bool keeps_others_waiting(const schedule::group& tables, const roster& all) {
    const pg::oid owner = all[tables.front()].row.owner;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all.progress(i).active && all[i].row.owner != owner) { return true; }
    }
    return false;
}

} // namespace

span time_limit_of(const schedule::group& tables, const roster& all) {
    const span most = std::chrono::seconds(settings::refresh_timeout_seconds());
    if (!keeps_others_waiting(tables, all)) { return most; }
    span turn(0);
    for (const std::size_t one : tables) {
        turn = std::max({turn, all[one].turn, all.progress(one).took.value_or(span(0)) * over_the_last});
    }
    turn = std::min<span>(turn, longest_turn);
    return most > 0s ? std::min(turn, most) : turn;
}

schedule::failure_kind note_exceeded(span limit, scheduled_table& table, failed_refresh& why) {
    const span most = std::chrono::seconds(settings::refresh_timeout_seconds());
    why.message =
        std::format("the refresh took longer than {:.0f} s", std::chrono::duration<double>(limit).count());
    if (most > 0s && limit >= most) {
        why.message += ", the limit set by pg_trickle.refresh_timeout_seconds";
        return schedule::failure_kind::of_data;
    }
    table.turn = limit * 2;
    return schedule::failure_kind::transient;
}

} // namespace pgt::ext
