#include "pg/value/call_count.hpp"

#include "pg/boundary/server.hpp"

extern "C" {
#include <fmgr.h>
}

namespace pgt::pg {
namespace {

/// Of a count, with the run that it belongs to in the bits above.
constexpr int bits_of_count = 40;
constexpr std::uint64_t count_of = (std::uint64_t{1} << bits_of_count) - 1;

constinit std::uint64_t run = 0;

} // namespace

void begin_counting() noexcept { ++run; }

std::uint64_t count_call(const function_call& call) noexcept {
    // The executor looks each call of a statement up once, when it begins; nodes that are kept have the count of the run before.
    void*& kept = call.info()->flinfo->fn_extra;
    const std::uint64_t before = reinterpret_cast<std::uintptr_t>(kept);
    const std::uint64_t this_run = run << bits_of_count;
    const std::uint64_t count = ((before & ~count_of) == this_run ? before & count_of : 0) + 1;
    kept = reinterpret_cast<void*>(this_run | count);
    return count;
}

} // namespace pgt::pg
