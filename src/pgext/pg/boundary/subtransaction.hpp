/// `subtransaction`: surrounds server calls after whose errors the caller continues.
#pragma once

#include "pg/boundary/declarations.hpp"

namespace pgt::pg {

/// Begins a subtransaction; unless `commit` is called, its destructor rolls back everything done since. After that, work can continue although the server raised an error.
class subtransaction {
  public:
    /// Throws `error` where subtransactions are not allowed, such as in a parallel worker.
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
