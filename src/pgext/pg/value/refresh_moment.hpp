/// `refresh_moment`: the moment that a refresh computes the result of a query for.
#pragma once

#include "pg/value/value.hpp"

namespace pgt::pg {

/// When this transaction began: what now() shows.
[[nodiscard]] moment begin_of_transaction() noexcept;

struct refresh_moments {
    moment before; ///< the one that the result was computed for last
    moment now;
};

/// While one lives, pgtrickle.moment_of_refresh() and pgtrickle.moment_before() give its moments; otherwise both give now().
class refresh_moment {
  public:
    explicit refresh_moment(refresh_moments of) noexcept;
    refresh_moment(const refresh_moment&) = delete;
    refresh_moment& operator=(const refresh_moment&) = delete;
    ~refresh_moment();

    [[nodiscard]] moment before() const noexcept { return own_.before; }
    [[nodiscard]] moment now() const noexcept { return own_.now; }

  private:
    refresh_moments own_;
    const refresh_moments* outer_; ///< of a refresh that this one interrupts
};

} // namespace pgt::pg
