#include "pg/capture/statement_changes.hpp"

#include "pg/access/relation.hpp"
#include "pg/boundary/protect.hpp"
#include "pg/capture/changed_rows.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "pg/boundary/guard.hpp"

extern "C" {
#include <access/xact.h>
#include <commands/trigger.h>
#include <utils/rel.h>
}

namespace pgt::pg {
namespace {

struct open_source {
    oid source;
    SubTransactionId within;
    bool until_commit;
    std::vector<oid> readers;
};

struct numbered_rows {
    std::uint64_t number;
    SubTransactionId within;
    std::unique_ptr<changed_rows> rows;
};

/// Of the current transaction.
struct transaction_changes {
    std::vector<open_source> open;
    std::vector<numbered_rows> kept; ///< in the order of their numbers
    std::map<oid, std::uint64_t> applied;
    std::uint64_t last = 0;

    [[nodiscard]] bool none() const { return open.empty() && kept.empty(); }
};

transaction_changes& changes() {
    static auto& all = *new transaction_changes;
    return all;
}

void (*before_commit)() = nullptr;

/// Gives what a subtransaction has done to the one around it.
template <class Entry> void hand_up(std::vector<Entry>& all, SubTransactionId from, SubTransactionId to) {
    for (Entry& one : all) {
        if (one.within == from) one.within = to;
    }
}

void end_subtransaction(SubXactEvent event, SubTransactionId ended, SubTransactionId parent,
                        void* /*argument*/) {
    transaction_changes& all = changes();
    if (all.none()) return;
    if (event == SUBXACT_EVENT_ABORT_SUB) {
        std::erase_if(all.open, [ended](const open_source& one) { return one.within == ended; });
        std::erase_if(all.kept, [ended](const numbered_rows& one) { return one.within == ended; });
    } else if (event == SUBXACT_EVENT_COMMIT_SUB) {
        hand_up(all.open, ended, parent);
        hand_up(all.kept, ended, parent);
    }
}

void end_transaction(XactEvent event, void* /*argument*/) {
    transaction_changes& all = changes();
    switch (event) {
    case XACT_EVENT_PRE_COMMIT:
    case XACT_EVENT_PRE_PREPARE:
        if (!all.none()) protect([] { before_commit(); });
        return;
    case XACT_EVENT_COMMIT:
    case XACT_EVENT_ABORT:
    case XACT_EVENT_PREPARE:
        all.open.clear();
        forget_changes();
        return;
    default: return;
    }
}

const TriggerData& fired_by(const function_call& call) {
    return *reinterpret_cast<const TriggerData*>(call.info()->context);
}

} // namespace

void watch_statement_changes(void (*call_before_commit)()) {
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
    if (!CALLED_AS_TRIGGER(call.info()) || fired_by(call).tg_trigger->tgnargs != 1) {
        throw user_error(sqlstate::trigger_protocol_violated,
                         "pgtrickle.upkeep() can only be called by triggers that pg_trickle has created");
    }
    const TriggerData& fired = fired_by(call);
    const auto phase = TRIGGER_FIRED_FOR_ROW(fired.tg_event)  ? statement_phase::replicated
                       : TRIGGER_FIRED_BEFORE(fired.tg_event) ? statement_phase::begins
                                                              : statement_phase::ends;
    return {.source = pg::call([&] { return atooid(fired.tg_trigger->tgargs[0]); }),
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

/// Rows that come one by one are kept together: none of them is applied before the commit.
changed_rows* last_replicated(oid source) {
    transaction_changes& all = changes();
    if (all.kept.empty() || !is_open_until_commit(source)) return nullptr;
    const numbered_rows& last = all.kept.back();
    const bool fits = last.rows->source() == source && last.within == GetCurrentSubTransactionId();
    return fits ? last.rows.get() : nullptr;
}

} // namespace

void collect_rows(const function_call& call, oid source) {
    if (changed_rows* const last = last_replicated(source)) {
        (void)last->collect(fired_by(call));
        return;
    }
    auto rows = std::make_unique<changed_rows>(source);
    if (!rows->collect(fired_by(call))) return;
    transaction_changes& all = changes();
    all.kept.push_back(
        {.number = ++all.last, .within = GetCurrentSubTransactionId(), .rows = std::move(rows)});
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

std::uint64_t last_change() { return changes().last; }

std::uint64_t applied_by(oid reader) {
    const auto found = changes().applied.find(reader);
    return found == changes().applied.end() ? 0 : found->second;
}

void note_applied(oid reader, std::uint64_t up_to) { changes().applied[reader] = up_to; }

void forget_changes() {
    changes().kept.clear();
    changes().applied.clear();
}

statement_delta read_changes_after(oid source, std::uint64_t number, const buffer_request& wanted) {
    statement_delta found;
    if (last_change_of(source) <= number) return found;
    delta_reader reader(source, wanted);
    for (const numbered_rows& one : changes().kept) {
        if (one.number <= number || one.rows->source() != source) continue;
        found.truncated = found.truncated || one.rows->is_truncated();
        found.count += one.rows->size();
        reader.add(*one.rows);
    }
    if (found.count == 0) return found;
    found.net = reader.finish();
    if (reader.result().size() > 0) found.rows.emplace(std::move(reader.result()));
    return found;
}

} // namespace pgt::pg
