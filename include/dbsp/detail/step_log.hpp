/// `step_log<Change>`: what was pushed into an input since the last step that succeeded.
#pragma once

#include <dbsp/detail/undo.hpp>

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace dbsp::detail {

/// The changes that a table of rows would have to undo if those that it has pushed were withdrawn.
template <class Change> class step_log {
  public:
    explicit step_log(std::uint64_t step) : step_(step) {}

    /// Forgets the changes of steps before this one, which have succeeded; they can no longer be withdrawn.
    std::vector<Change>& at(std::uint64_t step) {
        if (step_ != step) {
            step_ = step;
            changes_.clear();
        }
        return changes_;
    }
    /// The same, with room for one more change, so that adding it cannot fail.
    std::vector<Change>& with_room_at(std::uint64_t step) {
        make_room(at(step));
        return changes_;
    }

    /// Those of this step; none where they are of steps before it.
    [[nodiscard]] std::span<const Change> known_at(std::uint64_t step) const {
        return step_ == step ? std::span<const Change>(changes_) : std::span<const Change>();
    }
    step_log(std::uint64_t step, std::vector<Change> changes) : step_(step), changes_(std::move(changes)) {}

  private:
    std::uint64_t step_; ///< of the input, when the changes were made
    std::vector<Change> changes_;
};

} // namespace dbsp::detail
