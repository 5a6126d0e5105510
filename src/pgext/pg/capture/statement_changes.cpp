#include "pg/capture/statement_changes.hpp"

#include "pg/access/relation.hpp"
#include "pg/boundary/protect.hpp"
#include "pg/capture/changed_rows.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <functional>
#include <limits>
#include <memory>
#include <tuple>
#include <utility>

#include "pg/boundary/guard.hpp"
#include "pg/capture/trigger_source.hpp"

extern "C" {
#include <access/xact.h>
#include <commands/trigger.h>
#include <utils/rel.h>
#include <utils/snapmgr.h>
}

namespace pgt::pg {
namespace {

struct open_source {
    oid source;
    SubTransactionId within;
    bool until_commit;
    std::vector<oid> readers;
};

/// What one or more statements have changed in a source.
struct numbered_rows {
    std::uint64_t number; ///< that of the last one
    SubTransactionId within;
    bool by_refresh;
    std::unique_ptr<changed_rows> rows;
};

/// A reader has applied all rows of a source up to a number.
struct applied_mark {
    oid reader;
    oid source;
    SubTransactionId within;
    std::uint64_t number;
};

/// Of the current transaction.
struct transaction_changes {
    std::vector<open_source> open;
    std::vector<numbered_rows> kept; ///< those of one source in the order of their numbers
    std::vector<applied_mark> applied;
    std::uint64_t last = 0;

    [[nodiscard]] bool none() const { return open.empty() && kept.empty(); }
};

transaction_changes& changes() {
    static auto& all = *new transaction_changes;
    return all;
}

void (*before_commit)(bool is_prepared) = nullptr;

/// Gives what a subtransaction has done to the one around it.
template <class Entry> void hand_up(std::vector<Entry>& all, SubTransactionId from, SubTransactionId to) {
    for (Entry& one : all) {
        if (one.within == from) one.within = to;
    }
}

template <class Entry> void discard(std::vector<Entry>& all, SubTransactionId of) {
    std::erase_if(all, [of](const Entry& one) { return one.within == of; });
}

/// Of the marks of a reader on a source in one subtransaction only the last one counts.
void join_marks(std::vector<applied_mark>& all) {
    const auto key = [](const applied_mark& one) { return std::tuple(one.reader, one.source, one.within); };
    std::ranges::sort(all, std::greater{},
                      [&](const applied_mark& one) { return std::tuple(key(one), one.number); });
    const auto rest = std::ranges::unique(all, {}, key);
    all.erase(rest.begin(), rest.end());
}

void end_subtransaction(SubXactEvent event, SubTransactionId ended, SubTransactionId parent,
                        void* /*argument*/) {
    transaction_changes& all = changes();
    if (all.none()) return;
    if (event == SUBXACT_EVENT_ABORT_SUB) {
        discard(all.open, ended);
        discard(all.kept, ended);
        discard(all.applied, ended);
    } else if (event == SUBXACT_EVENT_COMMIT_SUB) {
        hand_up(all.open, ended, parent);
        hand_up(all.kept, ended, parent);
        hand_up(all.applied, ended, parent);
        join_marks(all.applied);
    }
}

/// SQL runs under an active snapshot, of which a transaction that commits has none. An error leaves it to the abort.
void apply_before_commit(bool is_prepared) {
    call([] { PushActiveSnapshot(GetTransactionSnapshot()); });
    before_commit(is_prepared);
    call([] { PopActiveSnapshot(); });
}

void end_transaction(XactEvent event, void* /*argument*/) {
    transaction_changes& all = changes();
    switch (event) {
    case XACT_EVENT_PRE_COMMIT:
    case XACT_EVENT_PRE_PREPARE:
        if (!all.none()) protect([event] { apply_before_commit(event == XACT_EVENT_PRE_PREPARE); });
        return;
    case XACT_EVENT_COMMIT:
    case XACT_EVENT_ABORT:
    case XACT_EVENT_PREPARE:
        all.open.clear();
        all.kept.clear();
        all.applied.clear();
        return;
    default: return;
    }
}

const TriggerData& fired_by(const function_call& call) {
    return *reinterpret_cast<const TriggerData*>(call.info()->context);
}

} // namespace

void watch_statement_changes(void (*call_before_commit)(bool is_prepared)) {
    before_commit = call_before_commit;
    call([] {
        RegisterSubXactCallback(end_subtransaction, nullptr);
        RegisterXactCallback(end_transaction, nullptr);
    });
}

namespace {

write_kind kind_of(const TriggerData& fired) {
    if (TRIGGER_FIRED_BY_INSERT(fired.tg_event)) return write_kind::inserts;
    if (TRIGGER_FIRED_BY_UPDATE(fired.tg_event)) return write_kind::updates;
    return TRIGGER_FIRED_BY_DELETE(fired.tg_event) ? write_kind::deletes : write_kind::truncates;
}

} // namespace

statement_event statement_event_of(const function_call& call) {
    if (!CALLED_AS_TRIGGER(call.info()) || fired_by(call).tg_trigger->tgnargs > 1) {
        throw user_error(sqlstate::trigger_protocol_violated,
                         "pgtrickle.upkeep() can only be called by triggers that pg_trickle has created");
    }
    const TriggerData& fired = fired_by(call);
    const auto phase = TRIGGER_FIRED_FOR_ROW(fired.tg_event)  ? statement_phase::replicated
                       : TRIGGER_FIRED_BEFORE(fired.tg_event) ? statement_phase::begins
                                                              : statement_phase::ends;
    return {.source = source_told_of(*fired.tg_trigger, RelationGetRelid(fired.tg_relation)),
            .phase = phase,
            .kind = kind_of(fired)};
}

void open_statement(oid source, std::vector<oid> readers) {
    changes().open.push_back({.source = source,
                              .within = GetCurrentSubTransactionId(),
                              .until_commit = false,
                              .readers = std::move(readers)});
}

bool is_open_until_commit(oid source) {
    return std::ranges::any_of(changes().open, [source](const open_source& one) {
        return one.until_commit && one.source == source;
    });
}

void open_until_commit(oid source, std::vector<oid> readers) {
    changes().open.push_back({.source = source,
                              .within = GetCurrentSubTransactionId(),
                              .until_commit = true,
                              .readers = std::move(readers)});
}

namespace {

/// Whether some reader of the source has applied rows up to a number that is at least `from` and below `to`.
bool is_marked(oid source, std::uint64_t from, std::uint64_t to) {
    return std::ranges::any_of(changes().applied, [=](const applied_mark& one) {
        return one.source == source && one.number >= from && one.number < to;
    });
}

/// Entries of a source may become one where no reader has applied the first without the second, and no rollback discards only one.
bool may_join(const numbered_rows& first, const numbered_rows& second) {
    return first.within == second.within && first.by_refresh == second.by_refresh &&
           first.rows->is_alike(*second.rows) &&
           !is_marked(first.rows->source(), first.number, second.number);
}

/// Subtransactions that were committed leave an entry each: those become one again, so that their number is bounded by the
/// depth of subtransactions.
void join_entries(oid source) {
    std::vector<numbered_rows>& kept = changes().kept;
    numbered_rows* before = nullptr;
    for (numbered_rows& one : kept) {
        if (one.rows->source() != source) continue;
        if (before != nullptr && may_join(*before, one)) {
            before->rows->add(*one.rows);
            before->number = one.number;
            one.rows.reset();
            continue;
        }
        before = &one;
    }
    std::erase_if(kept, [](const numbered_rows& one) { return one.rows == nullptr; });
}

/// The last entry of a source, if rows of this subtransaction that no reader has applied yet may be added to it.
numbered_rows* open_entry(oid source, const function_call& call, bool by_refresh) {
    std::vector<numbered_rows>& kept = changes().kept;
    const auto last = std::ranges::find_if(
        kept.rbegin(), kept.rend(), [=](const numbered_rows& one) { return one.rows->source() == source; });
    if (last == kept.rend()) return nullptr;
    const bool fits = last->within == GetCurrentSubTransactionId() && last->by_refresh == by_refresh &&
                      !is_marked(source, last->number, std::numeric_limits<std::uint64_t>::max()) &&
                      last->rows->takes(fired_by(call));
    return fits ? &*last : nullptr;
}

} // namespace

void collect_rows(const function_call& call, oid source, bool by_refresh) {
    transaction_changes& all = changes();
    if (numbered_rows* const entry = open_entry(source, call, by_refresh)) {
        if (entry->rows->collect(fired_by(call))) entry->number = ++all.last;
        return;
    }
    auto rows = std::make_unique<changed_rows>(source);
    if (!rows->collect(fired_by(call))) return;
    join_entries(source);
    all.kept.push_back({.number = ++all.last,
                        .within = GetCurrentSubTransactionId(),
                        .by_refresh = by_refresh,
                        .rows = std::move(rows)});
}

bool leaves_unchanged(const function_call& call, oid source, std::span<const column_number> columns) {
    return pg::call([&] { return leaves_unchanged(fired_by(call), source, columns); });
}

void own_collected_rows() {
    for (const numbered_rows& one : changes().kept) one.rows->own();
}

void close_statement(oid source) {
    std::vector<open_source>& open = changes().open;
    const SubTransactionId within = GetCurrentSubTransactionId();
    const auto found = std::find_if(open.rbegin(), open.rend(), [=](const open_source& one) {
        return one.source == source && one.within == within && !one.until_commit;
    });
    if (found != open.rend()) open.erase(std::next(found).base());
}

void close_until_commit() {
    std::erase_if(changes().open, [](const open_source& one) { return one.until_commit; });
}

bool is_any_open(std::optional<oid> reader) {
    return std::ranges::any_of(changes().open, [reader](const open_source& one) {
        return !reader || std::ranges::contains(one.readers, *reader);
    });
}

std::vector<oid> changed_sources() {
    std::vector<oid> sources;
    for (const numbered_rows& one : changes().kept) {
        if (!std::ranges::contains(sources, one.rows->source())) sources.push_back(one.rows->source());
    }
    return sources;
}

std::uint64_t last_change_of(oid source) {
    std::uint64_t last = 0;
    for (const numbered_rows& one : changes().kept) {
        if (one.rows->source() == source) last = one.number;
    }
    return last;
}

bool is_by_refresh_after(oid source, std::uint64_t number) {
    return std::ranges::all_of(changes().kept, [=](const numbered_rows& one) {
        return one.by_refresh || one.number <= number || one.rows->source() != source;
    });
}

std::uint64_t applied_by(oid reader, oid source) {
    std::uint64_t last = 0;
    for (const applied_mark& one : changes().applied) {
        if (one.reader == reader && one.source == source) last = std::max(last, one.number);
    }
    return last;
}

void note_applied(oid reader, std::span<const oid> sources) {
    transaction_changes& all = changes();
    if (all.none()) return;
    for (const oid source : sources) {
        all.applied.push_back(
            {.reader = reader, .source = source, .within = GetCurrentSubTransactionId(), .number = all.last});
    }
    join_marks(all.applied);
}

void forget_changes_of(oid source) {
    transaction_changes& all = changes();
    const auto is_of = [source](const numbered_rows& one) { return one.rows->source() == source; };
    std::erase_if(all.kept, [=, within = GetCurrentSubTransactionId()](const numbered_rows& one) {
        return is_of(one) && one.within == within;
    });
    if (std::ranges::any_of(all.kept, is_of)) return;
    std::erase_if(all.applied, [source](const applied_mark& one) { return one.source == source; });
}

namespace {

/// The entries of a source with numbers above one.
std::vector<const changed_rows*> changes_after(oid source, std::uint64_t number) {
    std::vector<const changed_rows*> found;
    for (const numbered_rows& one : changes().kept) {
        if (one.number > number && one.rows->source() == source) found.push_back(one.rows.get());
    }
    return found;
}

} // namespace

statement_delta read_changes_after(oid source, std::uint64_t number, const buffer_request& wanted) {
    statement_delta found;
    const std::vector<const changed_rows*> all = changes_after(source, number);
    if (all.empty()) return found;
    found.truncated = std::ranges::any_of(all, [](const changed_rows* one) { return one->is_truncated(); });
    // Large values of rows from before a TRUNCATE are gone.
    if (found.truncated) return found;
    delta_reader reader(source, wanted);
    for (const changed_rows* const one : all) {
        found.count += one->size();
        reader.add(*one);
    }
    if (found.count == 0) return found;
    found.net = reader.finish();
    if (reader.result().size() > 0) found.rows.emplace(std::move(reader.result()));
    return found;
}

} // namespace pgt::pg
