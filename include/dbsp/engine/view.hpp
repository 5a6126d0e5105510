/// `view`, `materialized_view`, `indexed_view`: the outputs of a pipeline, and what it keeps of each.
#pragma once

#include <dbsp/wiring/node.hpp>

#include <string>

namespace dbsp {

/// A circuit whose changes are given by name.
template <any_circuit C> struct view {
    std::string name;
    C circuit;
};

/// The same, with its integral kept, to be read between steps.
template <any_circuit C> struct materialized_view {
    std::string name;
    C circuit;
};

/// The same, with its integral kept by `key(row)`, to be read by key and by ranges of keys.
template <any_circuit C, class Key> struct indexed_view {
    std::string name;
    C circuit;
    Key key;
};

template <class C> view(std::string, C) -> view<C>;
template <class C> materialized_view(std::string, C) -> materialized_view<C>;
template <class C, class Key> indexed_view(std::string, C, Key) -> indexed_view<C, Key>;

template <class T> inline constexpr bool is_view = false;
template <any_circuit C> inline constexpr bool is_view<view<C>> = true;
template <any_circuit C> inline constexpr bool is_view<materialized_view<C>> = true;
template <any_circuit C, class Key> inline constexpr bool is_view<indexed_view<C, Key>> = true;

/// One of these three.
template <class T> concept any_view = is_view<T>;

} // namespace dbsp
