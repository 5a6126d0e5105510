#include "immediate/readers.hpp"

#include "catalog/dependency_rows.hpp"
#include "pg/access/invalidation.hpp"
#include "pg/access/lock.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <unordered_map>
#include <utility>

namespace pgt::ext {
namespace {

/// Those that read a relation directly, and what the upkeep of each reads besides; nothing where that is no more than what was written to.
struct direct_readers {
    std::vector<upkeep_reader> all;
    std::map<pg::oid, std::vector<pg::oid>> reads;
};

direct_readers look_up(pg::oid relation) {
    direct_readers found{.all = upkeep_readers_of(relation), .reads = {}};
    for (const upkeep_reader& one : found.all) {
        const std::optional<stream_table> table =
            one.locks_rows ? std::nullopt : find_stream_table(one.relation);
        if (table) { found.reads[one.relation] = relations_read_by(table->id); }
    }
    return found;
}

bool reads(std::span<const upkeep_reader> readers, pg::oid reader) {
    return std::ranges::contains(readers, reader, &upkeep_reader::relation);
}

/// The readers of a relation, until a change of it is announced. A session that adds one keeps writers of the relation out until it
/// has committed, so a writer knows it by then.
class known_readers {
  public:
    explicit known_readers(pg::oid relation) : watch_({relation}) {}

    const direct_readers& get() {
        while (!is_known_ || watch_.triggered()) {
            is_known_ = false;
            watch_.rearm();
            readers_ = look_up(watch_.relations().front());
            known_columns_of_.clear();
            columns_.clear();
            ++version_;
            is_known_ = true;
        }
        return readers_;
    }
    [[nodiscard]] bool needs_columns_of(pg::oid reader) {
        return reads(get().all, reader) && !known_columns_of_.contains(reader);
    }
    void note_columns(pg::oid reader, const std::vector<pg::column_number>& columns) {
        known_columns_of_.insert(reader);
        columns_.append_range(columns);
    }
    /// Those that they read; null while not all are known.
    [[nodiscard]] const std::vector<pg::column_number>* columns() {
        const std::size_t readers = get().all.size(); // this first: it may forget the columns
        return readers == known_columns_of_.size() ? &columns_ : nullptr;
    }
    /// Another one whenever they were looked up.
    std::uint64_t version() {
        (void)get();
        return version_;
    }

  private:
    pg::relation_watch watch_;
    direct_readers readers_;
    std::set<pg::oid> known_columns_of_; ///< readers
    std::vector<pg::column_number> columns_;
    std::uint64_t version_ = 0;
    bool is_known_ = false;
};

known_readers& known_readers_of(pg::oid relation) {
    static auto& known = *new std::unordered_map<pg::oid, known_readers>;
    return known.try_emplace(relation, relation).first->second;
}

} // namespace

upkeep_readers::upkeep_readers(std::span<const pg::oid> sources, apply_moment moment) {
    for (const pg::oid one : sources) { visit(one, moment); }
    sort();
    // The sources themselves are no readers unless they are stream tables.
    std::erase_if(order_, [this](pg::oid one) { return sources_of(one).empty(); });
    std::vector<pg::oid> immediate = order_;
    std::erase_if(immediate, [this](pg::oid one) { return waiting_.contains(one); });
    all_locks_ = locks_of(order_);
    immediate_locks_ = locks_of(std::move(immediate));
}

/// By the graph, and where that leaves a choice by their oids.
void upkeep_readers::sort() {
    std::map<pg::oid, std::size_t> before; // how many of those that it reads are not in the order yet
    for (const auto& [relation, readers] : direct_) {
        before.try_emplace(relation);
        for (const upkeep_reader& one : readers) { ++before[one.relation]; }
    }
    std::set<pg::oid> ready;
    for (const auto& [relation, count] : before) {
        if (count == 0) { ready.insert(relation); }
    }
    while (!ready.empty()) {
        const pg::oid next = ready.extract(ready.begin()).value();
        order_.push_back(next);
        for (const upkeep_reader& one : direct_[next]) {
            if (--before[one.relation] == 0) { ready.insert(one.relation); }
        }
    }
}

void upkeep_readers::visit(pg::oid relation, apply_moment moment) {
    if (direct_.contains(relation)) { return; }
    known_readers& kept = known_readers_of(relation);
    looked_up_.emplace_back(
        relation, kept.version()); // before its readers are copied: they may be looked up again meanwhile
    const direct_readers& known = kept.get();
    reads_.insert(known.reads.begin(), known.reads.end());
    std::vector<upkeep_reader> readers = known.all;
    if (moment == apply_moment::statement) {
        std::erase_if(readers, [](const upkeep_reader& one) { return one.waits_for_commit; });
    }
    direct_[relation] = readers;
    for (const upkeep_reader& one : readers) {
        if (one.waits_for_commit) { waiting_.insert(one.relation); }
        if (one.locks_rows) { locked_rows_.insert(one.relation); }
        visit(one.relation, moment);
    }
}

bool upkeep_readers::is_current() const {
    return std::ranges::all_of(
        looked_up_, [](const auto& one) { return known_readers_of(one.first).version() == one.second; });
}

upkeep_locks upkeep_readers::locks_of(std::vector<pg::oid> readers) const {
    upkeep_locks all;
    for (const pg::oid one : pg::in_lock_order(readers)) {
        all.tables.push_back({.table = one, .rows = locked_rows_.contains(one)});
        all.whole.push_back({.table = one, .rows = false});
        if (const auto found = reads_.find(one); found != reads_.end()) {
            all.reads.append_range(found->second);
        }
    }
    all.reads = pg::in_lock_order(std::move(all.reads));
    all.readers = std::move(readers);
    return all;
}

std::vector<pg::oid> upkeep_readers::sources_of(pg::oid reader) const {
    std::vector<pg::oid> all;
    for (const auto& [source, readers] : direct_) {
        if (reads(readers, reader)) { all.push_back(source); }
    }
    return all;
}

namespace {

/// More sets of relations that change together are not kept.
constexpr std::size_t most_kept = 64;

using kept_readers =
    std::map<std::pair<apply_moment, std::vector<pg::oid>>, std::shared_ptr<const upkeep_readers>>;
kept_readers& kept() {
    static auto& all = *new kept_readers;
    return all;
}

} // namespace

std::shared_ptr<const upkeep_readers> kept_upkeep_readers(std::span<const pg::oid> sources,
                                                          apply_moment moment) {
    const std::pair key(moment, std::vector(sources.begin(), sources.end()));
    if (const auto found = kept().find(key); found != kept().end() && found->second->is_current()) {
        return found->second;
    }
    auto made = std::make_shared<const upkeep_readers>(sources, moment);
    if (kept().size() >= most_kept) { kept().clear(); }
    kept()[key] = made;
    return made;
}

namespace {

std::vector<pg::column_number> columns_of(pg::oid relation, std::span<const prepared_source> sources) {
    std::vector<pg::column_number> all;
    for (const prepared_source& one : sources) {
        if (one.relation != relation) { continue; }
        for (const pg::wanted_column& column : one.columns) { all.push_back(column.number); }
    }
    return all;
}

} // namespace

void note_columns_read(pg::oid reader, std::span<const prepared_source> sources) {
    for (const prepared_source& one : sources) {
        known_readers& known = known_readers_of(one.relation);
        if (known.needs_columns_of(reader)) { known.note_columns(reader, columns_of(one.relation, sources)); }
    }
}

const std::vector<pg::column_number>* columns_read(pg::oid relation) {
    return known_readers_of(relation).columns();
}

bool is_read_at_commit(pg::oid relation) {
    return std::ranges::any_of(known_readers_of(relation).get().all, &upkeep_reader::waits_for_commit);
}

} // namespace pgt::ext
