/// Time.
#pragma once

#include "pg/value/value.hpp"

namespace pgt::pg {

/// The time of day now.
[[nodiscard]] moment now() noexcept;

/// Measures how long something takes.
class stopwatch {
  public:
    stopwatch() noexcept;
    /// Milliseconds since its construction or the last call.
    [[nodiscard]] double lap() noexcept;

  private:
    long long start_;
};

} // namespace pgt::pg
