/// `shared_process`: a process that others can wake, in shared memory.
#pragma once

#include <atomic>

struct Latch; // NOLINT: the server's name

namespace pgt::pg {

class shared_process {
  public:
    /// Makes it stand for this process until it ends; then `and_wake` is woken. Call it once in a process.
    void become(shared_process* and_wake = nullptr);
    [[nodiscard]] int pid() const noexcept { return pid_; }
    /// Does nothing if there is none.
    void wake() noexcept;
    /// Ends it, whatever it does.
    void terminate() const noexcept;

    /// For the end of the process.
    void leave() noexcept;

  private:
    std::atomic<int> pid_;
    std::atomic<Latch*> latch_;
};

} // namespace pgt::pg
