#include "pg/boundary/interrupts.hpp"

#include "pg/boundary/guard.hpp"

#include <pgt/checkpoint.hpp>
#include <pgt/error.hpp>

#include <dbsp/circuit/visit_hook.hpp>

#include <alloca.h>

extern "C" {
#include <miscadmin.h>
}

namespace pgt::pg {
namespace {

[[noreturn]] void throw_too_complex() {
    throw user_error(sqlstate::statement_too_complex, "the query is too complex")
        .detail("There is not enough stack to work on it.")
        .hint("Increase \"max_stack_depth\", or make parts of the query stream tables of their own.");
}

void checkpoint() {
    if (stack_is_too_deep()) throw_too_complex();
    if (INTERRUPTS_PENDING_CONDITION()) {
        call([] { CHECK_FOR_INTERRUPTS(); });
    }
}

[[gnu::noinline]] bool is_shallow() { return !stack_is_too_deep(); }

/// Checks with a reserve of stack below the caller's frame.
[[gnu::noinline]] bool has_room(std::size_t bytes) {
    const std::size_t most = static_cast<std::size_t>(max_stack_depth) * 1024;
    if (bytes > most) return false;
    auto* const room = static_cast<volatile char*>(alloca(bytes + 1));
    room[bytes] = 0;
    return is_shallow() && room[bytes] == 0;
}

} // namespace

void watch_passes() noexcept {
    dbsp::visit_hook = checkpoint;
    around = {.checkpoint = checkpoint, .has_room = has_room};
}

} // namespace pgt::pg
