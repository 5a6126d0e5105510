/// `running_step`, `present`: what engine and evaluator check before they run.
#pragma once

#include <dbsp/error.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace dbsp::detail {

/// Whether a step may begin.
enum class step_state : std::uint8_t {
    ready,
    running, ///< one is running: a function of the circuit, or the consumer of its output, has called
    broken   ///< one was left by an exception
};

[[noreturn]] inline void throw_not_ready(const char* machine, step_state state) {
    throw broken_state_error(
        machine +
        std::string(
            state == step_state::running
                ? ": a step is running, and another one cannot run within it"
                : ": an earlier step failed, so its state is not that of any input; construct a new one"));
}
/// Throws where no step may begin.
inline void require_ready(const char* machine, step_state state) {
    if (state != step_state::ready) { throw_not_ready(machine, state); }
}

/// One step of a machine that cannot be rolled back.  It is refused, before anything has changed, where none may begin; one that is left before `done` breaks.
class running_step {
  public:
    running_step(const char* machine, step_state& state) : state_(&state) {
        require_ready(machine, state);
        state = step_state::running;
    }
    running_step(const running_step&) = delete;
    running_step& operator=(const running_step&) = delete;
    ~running_step() {
        if (*state_ == step_state::running) { *state_ = step_state::broken; }
    }
    void done() { *state_ = step_state::ready; }

  private:
    step_state* state_;
};

/// What an engine or evaluator runs: gone from one that was moved from.
template <class Machine> Machine& present(const char* name, const std::unique_ptr<Machine>& machine) {
    if (machine) { return *machine; }
    throw broken_state_error(std::string(name) + ": it was moved from; use what it was moved to");
}

} // namespace dbsp::detail
