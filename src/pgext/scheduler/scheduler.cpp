#include "scheduler/scheduler.hpp"

#include "catalog/session.hpp"
#include "pg/databases.hpp"
#include "pg/worker.hpp"
#include "pg/worker_transaction.hpp"
#include "scheduler/clock.hpp"
#include "settings/settings.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace pgt::ext {
namespace {

using schedule::moment;
using schedule::progress;
using namespace std::chrono_literals;

constexpr schedule::span between_tidying = 1h;
/// All tables are looked at when more happened than could be told one by one.
constexpr schedule::span between_searches = 100ms;
/// All tables of the database would wait with it.
constexpr const char* longest_wait_for_lock = "1s";

/// Of a table that was not active until now.
progress beginning_of(const watched_table& table) {
    progress one;
    one.last = table.data;
    one.failures = table.failures;
    return one;
}

} // namespace

void scheduler::begin() {
    pg::set_for_process("lock_timeout", longest_wait_for_lock);
    pg::set_for_process("default_transaction_read_only", "off");
    pg::worker_transaction transaction;
    end_without_extension();
    fail_interrupted();
    transaction.commit();
}

void scheduler::run() {
    begin();
    for (;;) {
        end_if_unwanted();
        const moment now = time_now();
        follow_clock(now);
        const std::vector<pg::oid> noticed = notice();
        if (!settings::enabled()) {
            sleep(std::nullopt, noticed);
            continue;
        }
        const schedule::pass planned = schedule::plan(network_, progress_, now);
        if (!planned.groups.empty()) {
            run_pass(planned, now);
            continue;
        }
        say_what_is_stale(now);
        tidy_up(now);
        sleep(planned.next, noticed);
    }
}

/// Somebody needs the database for himself; or settings have changed, and those of the database are only read at the start.
void scheduler::end_if_unwanted() {
    const bool is_unwanted = place_.free_until > static_cast<std::int64_t>(pg::now());
    if (!is_unwanted && !pg::reloaded_configuration()) { return; }
    place_.ended = pg::ending::asked_to;
    pg::end_worker();
}

/// To be called in a transaction.
void scheduler::end_without_extension() const {
    if (pg::has_extension()) { return; }
    place_.ended = pg::ending::no_extension;
    pg::end_worker();
}

/// A clock that was set back must not make tables wait for what is no longer the past.
void scheduler::follow_clock(moment now) {
    if (now < last_look_) {
        last_search_ = moment();
        for (progress& one : progress_) {
            if (one.last) { one.last = std::min(*one.last, now); }
            if (one.not_before) { one.not_before = now; }
        }
    }
    last_look_ = now;
}

/// Takes note of what has happened. Gives the sources that have changed.
std::vector<pg::oid> scheduler::notice() {
    const std::uint32_t definitions = place_.definitions;
    auto changed = place_.changed.take();
    has_to_search_ = has_to_search_ || changed.all || !definitions_;
    const bool may_search = has_to_search_ && time_now() >= last_search_ + between_searches;
    if (definitions != definitions_ || may_search) {
        definitions_ = definitions;
        if (may_search) {
            last_search_ = time_now();
            has_to_search_ = false;
        }
        reload(may_search);
    }
    notice_changes(changed.some);
    return std::move(changed.some);
}

/// Until there is something to do. What reads `noticed` is known to be out of date, and not due yet: further changes of these
/// sources need not wake anybody.
void scheduler::sleep(std::optional<moment> until, const std::vector<pg::oid>& noticed) {
    for (const pg::oid source : noticed) { (void)place_.changed.mark(source); }
    if (has_to_search_) { until = std::min(until.value_or(moment::max()), last_search_ + between_searches); }
    pg::wait(until ? std::optional(*until - time_now()) : std::nullopt);
}

void scheduler::notice_changes(const std::vector<pg::oid>& sources) {
    const moment now = time_now();
    for (const pg::oid source : sources) {
        const auto found = readers_.find(source);
        if (found == readers_.end()) { continue; }
        for (const std::size_t reader : found->second) { progress_[reader].changed(now); }
    }
}

void scheduler::reload(bool may_have_missed) {
    pg::worker_transaction transaction;
    end_without_extension();
    if (may_have_missed) { watch_prepared(); }
    adopt(load_tables(), may_have_missed);
    transaction.commit();
}

/// Notes whether transactions are prepared, which might end without this process hearing of it.
void scheduler::watch_prepared() {
    place_.has_prepared = false;
    const catalog_session session;
    const auto any = session.sql()
                         .run(sql::build("select exists(select from pg_prepared_xacts"
                                         " where database = current_database())"))
                         .value<bool>();
    if (any.value_or(false)) { place_.has_prepared = true; }
}

/// Takes over what is there now. Of tables that were there before it keeps how far they are.
void scheduler::adopt(std::vector<watched_table> tables, bool may_have_missed) {
    const pg::snapshot now_committed = pg::snapshot::latest();
    const moment now = time_now();
    std::unordered_map<pg::oid, std::size_t> before; // not by id: an extension that was made anew counts anew
    for (std::size_t i = 0; i < tables_.size(); ++i) { before.emplace(tables_[i].planned.relation, i); }
    std::vector<progress> all;
    std::vector<std::optional<schedule::span>> took;
    readers_.clear();
    for (std::size_t i = 0; i < tables.size(); ++i) {
        const watched_table& table = tables[i];
        const auto known = before.find(table.planned.relation);
        const bool was_active = known != before.end() && progress_[known->second].active;
        progress one = was_active ? progress_[known->second] : beginning_of(table);
        took.push_back(known == before.end() ? std::nullopt : took_[known->second]);
        one.active = table.is_active();
        const bool has_to_look = !was_active || may_have_missed || table.needs_refresh;
        if (one.active && has_to_look && has_pending_changes(table, now_committed)) { one.changed(now); }
        for (const pg::oid source : table.captured) { readers_[source].push_back(i); }
        all.push_back(one);
    }
    network_ = network_of(tables);
    tables_ = std::move(tables);
    progress_ = std::move(all);
    took_ = std::move(took);
}

void scheduler::say_what_is_stale(moment now) {
    const auto cooldown = std::chrono::seconds(settings::schedule_alert_cooldown_seconds());
    for (std::size_t i = 0; i < tables_.size(); ++i) {
        progress& one = progress_[i];
        if (!one.active || !schedule::is_stale(network_.when(i), one, now)) { continue; }
        if (one.said_stale && now < *one.said_stale + cooldown) { continue; }
        one.said_stale = now;
        pg::worker_transaction transaction;
        alert("stale_data", tables_[i], "pending_seconds",
              std::to_string(
                  std::chrono::duration_cast<std::chrono::seconds>(now - one.pending.value_or(now)).count()));
        transaction.commit();
    }
}

/// Only after there was something to do: a database in which nothing happens is left in peace.
void scheduler::tidy_up(moment now) {
    if (last_tidied_ && now < *last_tidied_ + between_tidying) { return; }
    last_tidied_ = now;
    pg::worker_transaction transaction;
    prune_history();
    transaction.commit();
}

} // namespace pgt::ext
