#include "pg/boundary/subtransaction.hpp"

#include "pg/boundary/guard.hpp"

extern "C" {
#include <access/xact.h>
#include <utils/resowner.h>
}

namespace pgt::pg {

subtransaction::subtransaction() : memory_(CurrentMemoryContext), owner_(CurrentResourceOwner) {
    call([] { BeginInternalSubTransaction(nullptr); });
    MemoryContextSwitchTo(memory_);
}

void subtransaction::restore() const noexcept {
    MemoryContextSwitchTo(memory_);
    CurrentResourceOwner = static_cast<ResourceOwner>(owner_);
}

void subtransaction::commit() {
    call([] { ReleaseCurrentSubTransaction(); });
    open_ = false;
    restore();
}

subtransaction::~subtransaction() {
    if (!open_) return;
    call_in_destructor([] { RollbackAndReleaseCurrentSubTransaction(); });
    restore();
}

} // namespace pgt::pg
