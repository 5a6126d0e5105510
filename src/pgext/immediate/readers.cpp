#include "immediate/readers.hpp"

#include "catalog/store.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace pgt::ext {
namespace {

/// The readers of each relation, as they were found last.
const std::vector<pg::oid>& readers_of(pg::oid relation, immediate_readers::as_of when) {
    static auto& known = *new std::unordered_map<pg::oid, std::vector<pg::oid>>;
    if (when == immediate_readers::as_of::now) { known.erase(relation); } // also if the look-up fails
    const auto found = known.find(relation);
    if (found != known.end()) { return found->second; }
    std::vector<pg::oid> readers = immediate_readers_of(relation);
    return known[relation] = std::move(readers);
}

} // namespace

immediate_readers::immediate_readers(std::span<const pg::oid> sources, as_of when) {
    for (const pg::oid one : sources) { visit(one, when); }
    // What was left last comes first; the sources themselves are no readers unless they are stream tables.
    std::ranges::reverse(order_);
    std::erase_if(order_, [this](pg::oid one) { return sources_of(one).empty(); });
}

void immediate_readers::visit(pg::oid relation, as_of when) {
    if (direct_.contains(relation)) { return; }
    const std::vector<pg::oid> readers = direct_[relation] = readers_of(relation, when);
    for (const pg::oid one : readers) { visit(one, when); }
    order_.push_back(relation);
}

std::vector<pg::oid> immediate_readers::sources_of(pg::oid reader) const {
    std::vector<pg::oid> all;
    for (const auto& [source, readers] : direct_) {
        if (std::ranges::contains(readers, reader)) { all.push_back(source); }
    }
    return all;
}

} // namespace pgt::ext
