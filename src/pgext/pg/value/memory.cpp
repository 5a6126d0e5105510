#include "pg/value/memory.hpp"

#include "pg/boundary/guard.hpp"

namespace pgt::pg {

MemoryContextData* current_memory() noexcept { return CurrentMemoryContext; }
MemoryContextData* process_memory() noexcept { return TopMemoryContext; }
MemoryContextData* transaction_memory() noexcept { return TopTransactionContext; }

memory_context::memory_context(const char* name, MemoryContextData* parent)
    : context_(call([=] { return AllocSetContextCreateInternal(parent, name, ALLOCSET_DEFAULT_SIZES); })) {}

memory_context::~memory_context() {
    call_in_destructor([context = context_] { MemoryContextDelete(context); });
}

void memory_context::reset() {
    call([this] { MemoryContextReset(context_); });
}

in_memory::in_memory(MemoryContextData* context) noexcept : before_(MemoryContextSwitchTo(context)) {}
in_memory::~in_memory() { MemoryContextSwitchTo(before_); }

} // namespace pgt::pg
