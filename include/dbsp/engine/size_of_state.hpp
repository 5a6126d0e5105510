/// `size_of_state`: how much the states of operators and views take.
#pragma once

#include <dbsp/engine/pointwise.hpp>
#include <dbsp/engine/recomputing.hpp>
#include <dbsp/engine/state_table.hpp>
#include <dbsp/engine/timed_groups.hpp>
#include <dbsp/value/footprint.hpp>
#include <dbsp/zset/ordered_index.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

namespace dbsp::detail {

/// The size of what an operator keeps.
template <class T, class W> state_size size_of_state(const zset<T, W>& rows) {
    state_size size{rows.size(), rows.size() * sizeof(std::pair<T, W>)};
    if (rows.size() > zset<T, W>::small_size) { size.bytes += hash_index::bytes(rows.size()); }
    for (const auto& [row, w] : rows) { size.bytes += heap_bytes(row); }
    return size;
}
template <class K, class T, class W> state_size size_of_state(const ordered_index<K, T, W>& index) {
    state_size size;
    for (const auto& [key, group] : index) {
        size = size + size_of_state(group);
        size.bytes += sizeof(std::pair<K, zset<T, W>>) + 4 * sizeof(void*) + heap_bytes(key);
    }
    return size;
}
template <class W, std::size_t N> state_size size_of_state(const weights<W, N>& /*of*/) { return {1, 0}; }
template <class In, class Out, std::size_t D> state_size size_of_state(const timed_group<In, Out, D>& group) {
    state_size size{group.in.size(), group.in.allocated() + group.out.allocated()};
    auto const add = [&](const auto& one) {
        if constexpr (requires { one.row; }) { size.bytes += heap_bytes(one.row); }
    };
    std::ranges::for_each(group.in, add);
    std::ranges::for_each(group.out, add);
    return size;
}
inline state_size size_of_state(const std::optional<event_time>& /*until*/) { return {}; }
inline state_size size_of_state(const restart_policy::counts& /*of*/) { return {}; }
template <class State> state_size size_of_state(const State& group) { return footprint_of(group); }
template <class K, class V, class Before> state_size size_of_state(const state_table<K, V, Before>& table) {
    state_size size{0, table.allocated()};
    table.for_each_in_memory([&](const K& key, const V& value) {
        size = size + size_of_state(value);
        size.bytes += heap_bytes(key);
    });
    return table.cold() == nullptr ? size : size + table.cold()->stored();
}

} // namespace dbsp::detail
