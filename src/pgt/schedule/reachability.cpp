#include <pgt/schedule/reachability.hpp>

#include <algorithm>
#include <ranges>

namespace pgt::schedule {

bool node_set::empty() const {
    return std::ranges::all_of(words_, [](std::uint64_t word) { return word == 0; });
}

node_set& node_set::operator|=(const node_set& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) { words_[i] |= other.words_[i]; }
    return *this;
}
node_set& node_set::operator&=(const node_set& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) { words_[i] &= other.words_[i]; }
    return *this;
}

reachability::reachability(const graph& of) : above_(of.size(), node_set(of.size())), below_(above_) {
    for (const graph::node one : of.order()) {
        above_[one].add(one);
        for (const graph::node input : of.inputs(one)) { above_[one] |= above_[input]; }
    }
    for (const graph::node one : std::views::reverse(of.order())) {
        below_[one].add(one);
        for (const graph::node reader : of.readers(one)) { below_[one] |= below_[reader]; }
    }
}

} // namespace pgt::schedule
