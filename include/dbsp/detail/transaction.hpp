/// `transaction`: the states that a step changes, to be committed or rolled back together.
#pragma once

#include <utility>

namespace dbsp::detail {

/// A state that takes part in the steps of an engine.  It enlists before its first change in a step.
class participant {
  public:
    participant() = default;
    participant(const participant&) = delete; // it stays where it is
    participant& operator=(const participant&) = delete;
    virtual ~participant() = default;

    /// The step has succeeded: its changes stay.
    virtual void commit() noexcept = 0;
    /// The step has failed: everything is again as it was before the step.
    virtual void rollback() noexcept = 0;

    /// What is kept is set aside before the first change of a step, as if nothing had been seen yet; then dropped, where the step succeeds, or put
    /// back.
    virtual void set_aside() noexcept {}
    virtual void drop_aside() noexcept {}
    virtual void put_back() noexcept {}

  private:
    friend class transaction;
    participant* next_ = nullptr;
    bool enlisted_ = false;
};

/// The participants of the running step, as a list through themselves: to enlist allocates nothing.
class transaction {
  public:
    /// May be called any number of times in a step.
    void enlist(participant& one) noexcept {
        if (std::exchange(one.enlisted_, true)) { return; }
        one.next_ = std::exchange(first_, &one);
    }
    void commit() noexcept {
        finish([](participant& one) noexcept { one.commit(); });
    }
    void rollback() noexcept {
        finish([](participant& one) noexcept { one.rollback(); });
    }

  private:
    template <class Use> void finish(Use use) noexcept {
        auto* next = std::exchange(first_, nullptr);
        while (next != nullptr) {
            auto& one = *next;
            next = std::exchange(one.next_, nullptr);
            one.enlisted_ = false;
            use(one);
        }
    }

    participant* first_ = nullptr;
};

} // namespace dbsp::detail
