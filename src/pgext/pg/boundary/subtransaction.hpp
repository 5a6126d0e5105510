/// `subtransaction`: what has to stand around server calls whose errors one wants to survive.
#pragma once

#include "pg/boundary/declarations.hpp"

namespace pgt::pg {

/// Begins a subtransaction; unless `commit` is called, its end rolls back what was done meanwhile. After
/// that, work can go on even though the server raised an error.
class subtransaction {
  public:
    /// Throws `error` where none is allowed, such as in a parallel worker.
    subtransaction();
    subtransaction(const subtransaction&) = delete;
    subtransaction& operator=(const subtransaction&) = delete;
    ~subtransaction();

    /// Keeps what was done. Connections, snapshots and relations opened meanwhile must be closed by then.
    void commit();

  private:
    void restore() const noexcept;

    MemoryContextData* memory_;
    void* owner_;
    bool open_ = true;
};

} // namespace pgt::pg
