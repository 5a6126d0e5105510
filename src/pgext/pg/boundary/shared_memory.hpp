/// Memory that all processes of the server share. Only for .cpp files below src/pgext/pg.
#pragma once

#include "pg/boundary/server.hpp"

extern "C" {
#include <storage/spin.h>
}

namespace pgt::pg {

/// A part of it.
struct shared_memory {
    const char* name;
    Size (*size)();                   ///< asked when all settings of the server are known
    void (*initialise)(void* memory); ///< called once, over zeros
    void (*set_place)(void* memory);  ///< tells the process, and those that it starts, where it is
};

/// Requests it from the server. Call this when the module is loaded while the server starts.
void request_shared_memory(const shared_memory& part);

/// Holds a spin lock, for a few instructions. Nothing may raise an error meanwhile.
class spin_guard {
  public:
    explicit spin_guard(slock_t& lock) noexcept : lock_(lock) { SpinLockAcquire(&lock_); }
    spin_guard(const spin_guard&) = delete;
    spin_guard& operator=(const spin_guard&) = delete;
    ~spin_guard() { SpinLockRelease(&lock_); }

  private:
    slock_t& lock_;
};

} // namespace pgt::pg
