/// `steady<V>`: a value in an entry that moves without exceptions, whatever the value does.
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

namespace dbsp::detail {

/// In place.
template <class V, bool InPlace = std::is_nothrow_move_constructible_v<V>> class steady {
  public:
    steady() = default;
    explicit steady(V&& value) : value_(std::move(value)) {}
    [[nodiscard]] V& get() { return value_; }
    [[nodiscard]] const V& get() const { return value_; }

  private:
    V value_{};
};

/// Elsewhere, if moving could throw: the state of a group function with a captured constant, for example, is copied when it moves.
template <class V> class steady<V, false> {
  public:
    steady() : value_(std::make_unique<V>()) {}
    explicit steady(V&& value) : value_(std::make_unique<V>(std::move(value))) {}
    [[nodiscard]] V& get() { return *value_; }
    [[nodiscard]] const V& get() const { return *value_; }

  private:
    std::unique_ptr<V> value_;
};

} // namespace dbsp::detail
