#include "immediate/readers.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace pgt::ext {
namespace {

/// The readers of each relation, as they were found last.
const std::vector<upkeep_reader>& readers_of(pg::oid relation, upkeep_readers::as_of when) {
    static auto& known = *new std::unordered_map<pg::oid, std::vector<upkeep_reader>>;
    if (when == upkeep_readers::as_of::now) { known.erase(relation); } // also if the look-up fails
    const auto found = known.find(relation);
    if (found != known.end()) { return found->second; }
    std::vector<upkeep_reader> readers = upkeep_readers_of(relation);
    return known[relation] = std::move(readers);
}

bool reads(std::span<const upkeep_reader> readers, pg::oid reader) {
    return std::ranges::contains(readers, reader, &upkeep_reader::relation);
}

} // namespace

upkeep_readers::upkeep_readers(std::span<const pg::oid> sources, as_of when, apply_moment moment) {
    for (const pg::oid one : sources) { visit(one, when, moment); }
    // What was left last comes first; the sources themselves are no readers unless they are stream tables.
    std::ranges::reverse(order_);
    std::erase_if(order_, [this](pg::oid one) { return sources_of(one).empty(); });
}

void upkeep_readers::visit(pg::oid relation, as_of when, apply_moment moment) {
    if (direct_.contains(relation)) { return; }
    std::vector<upkeep_reader> readers = readers_of(relation, when);
    if (moment == apply_moment::statement) {
        std::erase_if(readers, [](const upkeep_reader& one) { return one.waits_for_commit; });
    }
    direct_[relation] = readers;
    for (const upkeep_reader& one : readers) { visit(one.relation, when, moment); }
    order_.push_back(relation);
}

std::vector<pg::oid> upkeep_readers::immediate_in_order() const {
    std::vector<pg::oid> all = order_;
    std::erase_if(all, [this](pg::oid reader) {
        return std::ranges::any_of(direct_, [reader](const auto& entry) {
            return std::ranges::contains(entry.second, std::pair(reader, true), [](const upkeep_reader& one) {
                return std::pair(one.relation, one.waits_for_commit);
            });
        });
    });
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
    return std::ranges::any_of(readers_of(relation, upkeep_readers::as_of::begin_of_statement),
                               &upkeep_reader::waits_for_commit);
}

} // namespace pgt::ext
