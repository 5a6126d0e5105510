/// `closing(key, closes)`: a key that says when nothing more will change for it.
#pragma once

#include <dbsp/row/key.hpp>
#include <dbsp/wiring/function.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace dbsp {

/// A point in the time that rows speak of, in whatever unit they have.
using event_time = std::int64_t;

/// A key function with the time at which its keys close.  `engine::collect(until)` forgets what operators keep for keys that close
/// at `until` or before.
template <class Key, class Closes> struct closing_key {
    Key key;
    Closes closes_at;

    template <class T> constexpr decltype(auto) operator()(const T& row) const { return key(row); }
    template <class K> [[nodiscard]] constexpr bool matches(const K& name) const {
        return may_match(key, name);
    }
    template <class K>
        requires std::convertible_to<std::invoke_result_t<const Closes&, const K&>, event_time>
    [[nodiscard]] constexpr event_time closes(const K& name) const {
        return closes_at(name);
    }
    [[nodiscard]] std::string label() const { return label_of(key); }
    [[nodiscard]] constexpr bool lacks_target() const {
        return detail::lacks_target(key) || detail::lacks_target(closes_at);
    }
};

/// `group_by(closing(col<"hour">, [](const auto& k) { return get<"hour">(k) + 3600; }))`.  A column or an expression is short for
/// `key(column)`.
template <class Key, class Closes> [[nodiscard]] auto closing(Key key, Closes closes) {
    if constexpr (expression<Key>) {
        return closing(dbsp::key(std::move(key)), std::move(closes));
    } else {
        return closing_key<Key, Closes>{std::move(key), std::move(closes)};
    }
}

namespace detail {
/// Keys of this function may close.
template <class Fn, class K> concept closes_keys = requires(const Fn& fn, const K& key) { fn.closes(key); };

/// When `key` closes; nothing where it never does.
template <class Fn, class K>
[[nodiscard]] std::optional<event_time> closing_time(const Fn& fn, const K& key) {
    return fn.closes(key);
}
} // namespace detail

} // namespace dbsp
