#include "scheduler/roster.hpp"

#include "capture/capture.hpp"
#include "catalog/schedule_time.hpp"
#include "pg/boundary/subtransaction.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

namespace pgt::ext {
namespace {

using namespace std::chrono_literals;
using schedule::time_point;

constexpr schedule::span first_turn = 10s;

/// Of a table that was not active until now.
schedule::progress beginning_of(const table_overview& table, time_point now) {
    schedule::progress one;
    one.last = table.data;
    one.failures = table.failures;
    if (one.failures > 0) {
        one.not_before = now + schedule::retry_delay(schedule::failure_kind::of_data, one.failures);
    }
    if (!table.planned.has_capture) { one.changed(now); }
    return one;
}

/// Looks at the buffer of a source. Where capture is not intact, or looking fails, there may be changes for everyone: the refresh will
/// report what is wrong.
std::vector<bool> check_source(pg::oid source, std::span<const frontier> after, const pg::snapshot& under) {
    std::vector<bool> found(after.size(), true);
    try {
        pg::subtransaction attempt;
        if (is_capturing(source)) { found = have_changes(source, after, under); }
        attempt.commit();
    } catch (const std::exception&) { return std::vector<bool>(after.size(), true); }
    return found;
}

} // namespace

std::optional<std::size_t> roster::find(pg::oid relation) const {
    const auto found = by_relation_.find(relation);
    return found == by_relation_.end() ? std::nullopt : std::optional(found->second);
}

schedule::progress roster::progress_of(const table_overview& table, std::optional<std::size_t> before) const {
    schedule::progress one =
        before && progress_[*before].active ? progress_[*before] : beginning_of(table, time_now());
    one.active = table.is_active();
    one.moment = table.moment;
    one.gated = table.waits.has_value();
    if (before && progress_[*before].running && !one.running) {
        one.running = true; // a job that began while it was active
        one.applying = progress_[*before].applying;
    }
    return one;
}

/// Of a table with marked sources, of which only marks tell that they have changed.
bool roster::may_have_changed(const table_overview& table, std::optional<std::size_t> before,
                              bool may_have_missed) const {
    if (table.marked.empty()) { return false; }
    return may_have_missed ||
           (before && (!progress_[*before].active || tables_[*before].row.marked != table.marked));
}

void roster::load(search what) {
    std::vector<table_overview> rows = load_overview();
    const pg::snapshot committed = pg::snapshot::latest();
    const time_point now = time_now();
    std::vector<schedule::progress> all;
    std::vector<bool> asked;
    for (const table_overview& row : rows) {
        // Not by id: an extension that was created again counts again.
        const std::optional<std::size_t> before = find(row.planned.relation);
        all.push_back(progress_of(row, before));
        const bool is_new = !before || !progress_[*before].active;
        asked.push_back(all.back().active && (is_new || what.buffers || row.needs_refresh));
        if (may_have_changed(row, before, what.marks)) { all.back().changed(now); }
    }
    const std::vector<bool> pending =
        find_pending(rows, asked, [&](pg::oid source, std::span<const frontier> after) {
            return check_source(source, after, committed);
        });
    std::vector<scheduled_table> tables;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (pending[i]) { all[i].changed(now); }
        const std::optional<std::size_t> before = find(rows[i].planned.relation);
        tables.push_back(before ? tables_[*before] : scheduled_table{.row = {}, .turn = first_turn});
    }
    network_ = network_of(rows);
    for (std::size_t i = 0; i < rows.size(); ++i) { tables[i].row = std::move(rows[i]); }
    tables_ = std::move(tables);
    progress_ = std::move(all);
    index();
}

void roster::index() {
    by_relation_.clear();
    readers_.clear();
    has_critical_ = false;
    for (std::size_t i = 0; i < tables_.size(); ++i) {
        const table_overview& row = tables_[i].row;
        by_relation_.emplace(row.planned.relation, i);
        has_critical_ = has_critical_ || row.planned.service == schedule::service_class::critical;
        for (const pg::oid source : row.captured) { readers_[source].push_back(i); }
        for (const pg::oid source : row.marked) { readers_[source].push_back(i); }
    }
}

void roster::changed(std::span<const pg::oid> sources, time_point now) {
    for (const pg::oid source : sources) {
        const auto found = readers_.find(source);
        if (found == readers_.end()) { continue; }
        for (const std::size_t reader : found->second) { progress_[reader].changed(now); }
    }
}

std::vector<pg::oid> roster::pending_marks() const {
    std::vector<pg::oid> sources;
    for (std::size_t i = 0; i < tables_.size(); ++i) {
        if (progress_[i].waiting_since()) { sources.append_range(tables_[i].row.marked); }
    }
    return sources;
}

void roster::end_turns(time_point round, const std::function<bool(pg::oid)>& runs) {
    for (std::size_t i = 0; i < tables_.size(); ++i) {
        schedule::progress& one = progress_[i];
        if (one.running && !runs(tables_[i].row.planned.relation)) { one.rolled_back(round); }
    }
}

void roster::clock_was_set_back(time_point now) {
    for (schedule::progress& one : progress_) {
        if (one.last) { one.last = std::min(*one.last, now); }
        if (one.turn) { one.turn.reset(); }
        if (one.not_before) { one.not_before = now; }
    }
}

} // namespace pgt::ext
