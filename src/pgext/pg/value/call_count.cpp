#include "pg/value/call_count.hpp"

#include "pg/boundary/server.hpp"

extern "C" {
#include <fmgr.h>
}

namespace pgt::pg {

std::uint64_t count_call(const function_call& call) noexcept {
    // The executor looks each call of a statement up once, when it begins.
    void*& kept = call.info()->flinfo->fn_extra;
    const std::uint64_t count = reinterpret_cast<std::uintptr_t>(kept) + 1;
    kept = reinterpret_cast<void*>(count);
    return count;
}

} // namespace pgt::pg
