#include "pg/boundary/guard.hpp"

#include <new>

namespace pgt::pg {

/// The data is in a memory context of its own, which is deleted with it.
class error::record {
  public:
    record() = default;
    record(const record&) = delete;
    record& operator=(const record&) = delete;
    ~record() {
        if (context != nullptr) MemoryContextDelete(context);
    }

    MemoryContext context = nullptr;
    ErrorData* data = nullptr;
};

namespace {

std::string_view or_empty(const char* text) { return text == nullptr ? std::string_view() : text; }

/// Runs `f` and returns whether it succeeded; an error of the server is discarded.
template <class F> bool succeeds(F f) {
    MemoryContext const here = CurrentMemoryContext;
    {
        const detail::saved_stacks saved;
        sigjmp_buf jump;
        if (sigsetjmp(jump, 0) == 0) {
            PG_exception_stack = &jump;
            f();
            return true;
        }
    }
    MemoryContextSwitchTo(here);
    FlushErrorState();
    return false;
}

} // namespace

const char* error::what() const noexcept {
    const char* const message = record_->data->message;
    return message == nullptr ? "error without a message" : message;
}

std::string error::sqlstate() const { return unpack_sql_state(record_->data->sqlerrcode); }
std::string_view error::detail() const noexcept { return or_empty(record_->data->detail); }
std::string_view error::hint() const noexcept { return or_empty(record_->data->hint); }
std::string_view error::context() const noexcept { return or_empty(record_->data->context); }

ErrorData* error::release() const noexcept {
    MemoryContextSetParent(record_->context, ErrorContext); // emptied when the server has handled the error
    record_->context = nullptr;
    return record_->data;
}

void detail::warn_of(const char* failure) noexcept {
    (void)succeeds([failure] { ereport(WARNING, (errmsg_internal("while cleaning up: %s", failure))); });
}

void detail::throw_pending(MemoryContext here, ResourceOwner owner) {
    MemoryContextSwitchTo(here);
    CurrentResourceOwner = owner;
    std::shared_ptr<error::record> kept;
    try {
        kept = std::make_shared<error::record>();
    } catch (const std::bad_alloc&) {
        FlushErrorState();
        throw;
    }
    const bool copied = succeeds([&kept] {
        kept->context = AllocSetContextCreate(TopMemoryContext, "pg_trickle error", ALLOCSET_SMALL_SIZES);
        MemoryContextSwitchTo(kept->context);
        kept->data = CopyErrorData();
    });
    MemoryContextSwitchTo(here);
    if (!copied) throw std::bad_alloc();
    FlushErrorState();
    throw error(std::move(kept));
}

} // namespace pgt::pg
