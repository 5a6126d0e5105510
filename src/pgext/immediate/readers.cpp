#include "immediate/readers.hpp"

#include "pg/access/invalidation.hpp"

#include <algorithm>
#include <unordered_map>

namespace pgt::ext {
namespace {

/// The readers of a relation, until a change of it is announced. A session that adds one keeps writers of the relation out until it
/// has committed, so a writer knows it by then.
class known_readers {
  public:
    explicit known_readers(pg::oid relation) : watch_({relation}) {}

    const std::vector<upkeep_reader>& get() {
        while (!is_known_ || watch_.triggered()) {
            is_known_ = false;
            watch_.rearm();
            readers_ = upkeep_readers_of(watch_.relations().front());
            is_known_ = true;
        }
        return readers_;
    }

  private:
    pg::relation_watch watch_;
    std::vector<upkeep_reader> readers_;
    bool is_known_ = false;
};

const std::vector<upkeep_reader>& known_readers_of(pg::oid relation) {
    static auto& known = *new std::unordered_map<pg::oid, known_readers>;
    return known.try_emplace(relation, relation).first->second.get();
}

bool reads(std::span<const upkeep_reader> readers, pg::oid reader) {
    return std::ranges::contains(readers, reader, &upkeep_reader::relation);
}

} // namespace

upkeep_readers::upkeep_readers(std::span<const pg::oid> sources, apply_moment moment) {
    for (const pg::oid one : sources) { visit(one, moment); }
    // What was left last comes first; the sources themselves are no readers unless they are stream tables.
    std::ranges::reverse(order_);
    std::erase_if(order_, [this](pg::oid one) { return sources_of(one).empty(); });
}

void upkeep_readers::visit(pg::oid relation, apply_moment moment) {
    if (direct_.contains(relation)) { return; }
    std::vector<upkeep_reader> readers = known_readers_of(relation);
    if (moment == apply_moment::statement) {
        std::erase_if(readers, [](const upkeep_reader& one) { return one.waits_for_commit; });
    }
    direct_[relation] = readers;
    for (const upkeep_reader& one : readers) {
        if (one.waits_for_commit) { waiting_.insert(one.relation); }
        visit(one.relation, moment);
    }
    order_.push_back(relation);
}

std::vector<pg::oid> upkeep_readers::immediate_in_order() const {
    std::vector<pg::oid> all = order_;
    std::erase_if(all, [this](pg::oid reader) { return waiting_.contains(reader); });
    return all;
}

std::vector<pg::oid> upkeep_readers::sources_of(pg::oid reader) const {
    std::vector<pg::oid> all;
    for (const auto& [source, readers] : direct_) {
        if (reads(readers, reader)) { all.push_back(source); }
    }
    return all;
}

bool is_read_at_commit(pg::oid relation) {
    return std::ranges::any_of(known_readers_of(relation), &upkeep_reader::waits_for_commit);
}

} // namespace pgt::ext
