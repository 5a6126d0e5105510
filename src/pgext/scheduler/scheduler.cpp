#include "scheduler/scheduler.hpp"

#include "catalog/session.hpp"
#include "pg/boundary/subtransaction.hpp"
#include "pg/worker/databases.hpp"
#include "pg/worker/worker.hpp"
#include "pg/worker/worker_transaction.hpp"
#include "scheduler/clock.hpp"
#include "settings/settings.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

namespace pgt::ext {
namespace {

using schedule::moment;
using schedule::progress;
using namespace std::chrono_literals;

constexpr schedule::span between_tidying = 1h;
constexpr schedule::span between_batches = 100ms;
/// Of a refresh that others wait for.
constexpr schedule::span first_turn = 10s;
/// All tables are looked at when more happened than could be told one by one.
constexpr schedule::span between_searches = 100ms;
/// After something that should not have failed; longer each time, as long as it goes on failing.
constexpr schedule::span first_pause = 1s;
constexpr schedule::span longest_pause = 1min;

/// Of a table that was not active until now.
progress beginning_of(const watched_table& table) {
    progress one;
    one.last = table.data;
    one.failures = table.failures;
    if (one.failures > 0) {
        one.not_before = time_now() + schedule::retry_delay(schedule::failure_kind::of_data, one.failures);
    }
    return one;
}

} // namespace

void scheduler::begin() {
    pg::time_limit::ends_as(place_.ended);
    place_.wanted = false;
    const bool is_complete =
        place_.is_complete.exchange(false) && place_.seen_definitions == place_.definitions;
    may_have_missed_ = may_have_missed_ || !is_complete;
    has_to_search_ = may_have_missed_;
    pg::worker_transaction transaction;
    end_without_extension();
    fail_interrupted();
    transaction.commit();
    has_begun_ = true;
}

/// Whatever goes wrong outside of a refresh, it goes on.
void scheduler::run() {
    schedule::span pause = first_pause;
    for (;;) {
        if (succeeds("a pass of the scheduler", [this] { step(); })) {
            pause = first_pause;
            continue;
        }
        has_to_search_ = true;
        definitions_.reset();
        (void)succeeds("waiting", [pause] { pg::wait(pause); });
        pause = std::min(pause * 2, longest_pause);
    }
}

void scheduler::step() {
    end_if_unwanted();
    if (!has_begun_) { begin(); }
    const moment now = time_now();
    follow_clock(now);
    const std::vector<pg::oid> noticed = notice();
    if (place_.asked_to_rest) { rest(noticed); }
    if (!settings::enabled()) { return sleep(std::nullopt, noticed); }
    const schedule::pass planned = schedule::plan(network_, progress_, now);
    if (!planned.groups.empty()) {
        place_.idle_since = 0;
        return run_pass(planned, now);
    }
    say_what_is_stale(now);
    tidy_up(now);
    sleep(planned.next, noticed);
}

/// Makes room for the scheduler of another database. This one comes back when somebody marks a source that is not marked already, or when
/// something is due.
void scheduler::rest(std::span<const pg::oid> noticed) {
    place_.wanted = false;
    remember(noticed);
    const moment now = time_now();
    const schedule::pass planned =
        settings::enabled() ? schedule::plan(network_, progress_, now) : schedule::pass();
    const std::optional<moment> due =
        planned.groups.empty() && !has_to_search_ ? planned.next : std::optional(now);
    place_.due = due ? server_moment(*due) : 0;
    if (definitions_ != place_.definitions) { place_.wanted = true; }
    leave(pg::ending::to_rest);
}

/// Puts the marks back of what is known to be out of date and not due yet: further changes of these sources need not wake anybody,
/// and reports see that it waits.
void scheduler::remember(std::span<const pg::oid> noticed) {
    for (const pg::oid source : noticed) { (void)place_.changed.mark(source); }
    for (std::size_t i = 0; i < tables_.size(); ++i) {
        if (!progress_[i].pending) { continue; }
        for (const pg::oid source : tables_[i].marked) { (void)place_.changed.mark(source); }
    }
}

/// Somebody needs the database for himself; or settings have changed, and those of the database are only read at the start.
void scheduler::end_if_unwanted() {
    const bool is_unwanted = place_.free_until > static_cast<std::int64_t>(pg::now());
    if (!is_unwanted && !pg::reloaded_configuration()) { return; }
    remember({});
    leave(pg::ending::asked_to);
}

/// Ends so that the next scheduler finds all that this one knew to be out of date.
void scheduler::leave(pg::ending why) {
    if (has_begun_) {
        place_.seen_definitions = definitions_.value_or(0);
        place_.is_complete = definitions_.has_value() && !has_to_search_;
    }
    place_.ended = why;
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
    auto changed = place_.changed.take(); // first: who reads a source whose mark is there is to be known then
    const std::uint32_t definitions = place_.definitions;
    has_to_search_ = has_to_search_ || changed.all;
    may_have_missed_ = may_have_missed_ || changed.all;
    const bool may_search = has_to_search_ && time_now() >= last_search_ + between_searches;
    if (definitions != definitions_ || may_search) {
        try {
            reload(may_search);
        } catch (...) {
            (void)place_.changed.mark_all();
            throw;
        }
        definitions_ = definitions;
        if (may_search) {
            last_search_ = time_now();
            has_to_search_ = may_have_missed_ = false;
        }
        report_troubles();
    }
    notice_changes(changed.some);
    return std::move(changed.some);
}

/// Until there is something to do.
void scheduler::sleep(std::optional<moment> until, const std::vector<pg::oid>& noticed) {
    remember(noticed);
    if (place_.idle_since == 0) { place_.idle_since = server_moment(time_now()); }
    if (has_to_search_) { until = std::min(until.value_or(moment::max()), last_search_ + between_searches); }
    if (!is_tidy_) { until = std::min(until.value_or(moment::max()), time_now() + between_batches); }
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

void scheduler::reload(bool is_search) {
    pg::worker_transaction transaction;
    end_without_extension();
    if (is_search) { watch_prepared(); }
    adopt(load_tables(), is_search);
    transaction.commit();
}

/// Rows of the catalog that make no sense are written down as failures of their tables, once.
void scheduler::report_troubles() {
    for (std::size_t i = 0; i < tables_.size(); ++i) {
        if (!tables_[i].trouble || !progress_[i].active) { continue; }
        (void)succeeds("writing down a failure", [this, i] {
            give_notice(i, schedule::failure_kind::of_schema, *tables_[i].trouble, {});
        });
        progress_[i].active = false;
    }
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

/// Whether something waits for a table; also if that cannot be found out: then its refresh will say why.
bool scheduler::is_pending(const watched_table& table, const pg::snapshot& under) const {
    try {
        pg::subtransaction attempt;
        const bool found = has_pending_changes(table, under);
        attempt.commit();
        return found;
    } catch (const std::exception&) { return true; }
}

/// What is known of a table whose sources only tell that they have changed: nothing was missed while it was watched.
bool scheduler::may_have_changed(const watched_table& table, const watched_table* before,
                                 bool was_active) const {
    if (table.marked.empty()) { return false; }
    return may_have_missed_ || (before != nullptr && (!was_active || before->marked != table.marked));
}

/// Takes over what is there now. Of tables that were there before it keeps how far they are.
void scheduler::adopt(std::vector<watched_table> tables, bool is_search) {
    const pg::snapshot now_committed = pg::snapshot::latest();
    const moment now = time_now();
    std::unordered_map<pg::oid, std::size_t> before; // not by id: an extension that was made anew counts anew
    for (std::size_t i = 0; i < tables_.size(); ++i) { before.emplace(tables_[i].planned.relation, i); }
    std::vector<progress> all;
    std::vector<std::optional<schedule::span>> took;
    std::vector<schedule::span> turns;
    readers_.clear();
    for (std::size_t i = 0; i < tables.size(); ++i) {
        const watched_table& table = tables[i];
        const auto known = before.find(table.planned.relation);
        const bool is_known = known != before.end();
        const bool was_active = is_known && progress_[known->second].active;
        progress one = was_active ? progress_[known->second] : beginning_of(table);
        took.push_back(is_known ? took_[known->second] : std::nullopt);
        turns.push_back(is_known ? turns_[known->second] : first_turn);
        one.active = table.is_active();
        const bool has_to_look = !was_active || is_search || table.needs_refresh;
        if (one.active && has_to_look && is_pending(table, now_committed)) { one.changed(now); }
        if (may_have_changed(table, is_known ? &tables_[known->second] : nullptr, was_active)) {
            one.changed(now);
        }
        for (const pg::oid source : table.captured) { readers_[source].push_back(i); }
        for (const pg::oid source : table.marked) { readers_[source].push_back(i); }
        all.push_back(one);
    }
    network_ = network_of(tables);
    tables_ = std::move(tables);
    progress_ = std::move(all);
    took_ = std::move(took);
    turns_ = std::move(turns);
}

void scheduler::say_what_is_stale(moment now) {
    const auto cooldown = std::chrono::seconds(settings::schedule_alert_cooldown_seconds());
    for (std::size_t i = 0; i < tables_.size(); ++i) {
        progress& one = progress_[i];
        if (!one.active || !schedule::is_stale(network_.when(i), one, now)) { continue; }
        if (one.said_stale && now < *one.said_stale + cooldown) { continue; }
        one.said_stale = now;
        tell("stale_data", i, "pending_seconds",
             std::to_string(
                 std::chrono::duration_cast<std::chrono::seconds>(now - one.pending.value_or(now)).count()));
    }
}

/// Only after there was something to do: a database in which nothing happens is left in peace.
void scheduler::tidy_up(moment now) {
    if (is_tidy_ && last_tidied_ && now < *last_tidied_ + between_tidying) { return; }
    last_tidied_ = now;
    is_tidy_ = true;
    (void)succeeds("tidying up the history", [this] {
        pg::worker_transaction transaction;
        is_tidy_ = prune_history(tables_);
        transaction.commit();
    });
}

} // namespace pgt::ext
