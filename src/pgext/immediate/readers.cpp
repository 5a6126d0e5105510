#include "immediate/readers.hpp"

#include "catalog/store.hpp"

#include <algorithm>

namespace pgt::ext {

immediate_readers::immediate_readers(std::span<const pg::oid> sources) {
    for (const pg::oid one : sources) { visit(one); }
    // What was left last comes first; the sources themselves are no readers unless they are stream tables.
    std::ranges::reverse(order_);
    std::erase_if(order_, [this](pg::oid one) { return sources_of(one).empty(); });
}

void immediate_readers::visit(pg::oid relation) {
    if (direct_.contains(relation)) { return; }
    const std::vector<pg::oid> readers = direct_[relation] = immediate_readers_of(relation);
    for (const pg::oid one : readers) { visit(one); }
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
