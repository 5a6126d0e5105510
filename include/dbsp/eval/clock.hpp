/// The clocks of the reference evaluator: one for each scope that the evaluation is inside.
#pragma once

#include <dbsp/error.hpp>
#include <dbsp/operator/fixpoint.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace dbsp::detail {

/// What a running fixpoint offers to the leaves of its body.
struct scope_frame : open_fixpoint {
    bool of_states = true; ///< the body is meant as a function of states
    const void* variable = nullptr;
    std::vector<const void*> imports;
};

/// The position of the evaluation: the step of the outermost circuit and the iteration of each fixpoint around, outermost first.
struct clock_stack {
    std::vector<std::uint32_t> now{0};
    std::uint64_t tick = 0; ///< names this moment: no other has the same number
    std::uint64_t ticks = 0;

    void start_moment() { tick = ++ticks; }
};

/// A value for each moment of the other clocks; forgotten when a clock further out moves on.
template <class State> class state_by_moment {
  public:
    /// The state that belongs to clock `own` at the present moment.
    State& at(const std::vector<std::uint32_t>& now, std::size_t own) {
        std::vector<std::uint32_t> const outer(now.begin(), now.begin() + static_cast<std::ptrdiff_t>(own));
        if (outer != outer_) {
            states_.clear();
            outer_ = outer;
        }
        return states_[{now.begin() + static_cast<std::ptrdiff_t>(own) + 1, now.end()}];
    }

  private:
    std::vector<std::uint32_t> outer_;
    std::map<std::vector<std::uint32_t>, State> states_;
};

} // namespace dbsp::detail
