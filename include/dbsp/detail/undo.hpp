/// What states of operators need so that a step can be rolled back.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace dbsp::detail {

/// A state that keeps a journal of a step: `open()` before its first change, then `commit()` or `rollback()`, which do not throw.
/// An `open()` that follows another one without a change between them has no effect.
template <class State>
concept journalled = requires(State& state) {
    state.open();
    { state.commit() } noexcept;
    { state.rollback() } noexcept;
};

/// How one state goes back to what it was at `open`: by a copy of it, which suits small ones.
template <class State> class undo {
    static_assert(std::copyable<State>,
                  "the state of a group function is copyable, or has open(), commit() noexcept and "
                  "rollback() noexcept");

  public:
    void open(const State& state) { before_.emplace(state); }
    void commit(State&) noexcept { before_.reset(); }
    void rollback(State& state) noexcept {
        if (before_) { state = std::move(*before_); }
        before_.reset();
    }

  private:
    std::optional<State> before_;
};

/// The same by the journal of the state.
template <journalled State> class undo<State> {
  public:
    void open(State& state) { state.open(); }
    void commit(State& state) noexcept { state.commit(); }
    void rollback(State& state) noexcept { state.rollback(); }
};

/// Makes room in `list` for one more element, so that appending it does not throw.
template <class T> void make_room(std::vector<T>& list) {
    if (list.size() == list.capacity()) { list.reserve(std::max<std::size_t>(8, 2 * list.size())); }
}

} // namespace dbsp::detail
