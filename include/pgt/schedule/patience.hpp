/// `patience`: how long a scheduler waits for locks, while all tables of its database wait with it.
#pragma once

#include <pgt/schedule/time.hpp>

#include <algorithm>
#include <chrono>

namespace pgt::schedule {

/// A tenth of the time may be spent in vain, and what was not spent is saved for a while: one lock is waited for long enough for a short
/// command to end, and many that are held together do not add up.
class patience {
  public:
    static constexpr span longest = std::chrono::seconds(1);
    /// Even if all is spent, so that a lock that is free is taken.
    static constexpr span least = std::chrono::milliseconds(10);
    static constexpr span most_saved = std::chrono::seconds(3);

    constexpr explicit patience(time_point now) noexcept : since_(now) {}

    /// How long a refresh that begins now may wait for a lock.
    [[nodiscard]] constexpr span at(time_point now) noexcept {
        constexpr int part = 10;
        left_ = std::min(left_ + std::max(now - since_, span(0)) / part, most_saved);
        since_ = now;
        return std::clamp(left_, least, longest);
    }

    /// A lock was waited for so long in vain.
    constexpr void spend(span waited) noexcept { left_ = std::max(left_ - waited, span(0)); }

  private:
    time_point since_;
    span left_ = most_saved;
};

} // namespace pgt::schedule
