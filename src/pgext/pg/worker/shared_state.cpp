#include "pg/worker/shared_state.hpp"

#include <algorithm>
#include <type_traits>

#include "pg/boundary/guard.hpp"
#include "pg/boundary/shared_memory.hpp"

extern "C" {
#include <postmaster/bgworker_internals.h>
}

namespace pgt::pg {
namespace {

shared_state* state = nullptr;
/// That of this session's database, when it was last asked for.
shared_database* last_found = nullptr;

/// Slots for resting schedulers. Where there are more databases, some that rest lose their slots.
constexpr std::uint32_t slots_beside_workers = 56;
std::uint32_t slots() { return static_cast<std::uint32_t>(max_worker_processes) + slots_beside_workers; }

Size size() { return sizeof(shared_state) + slots() * sizeof(shared_database); }

void initialise(void* memory) {
    static_assert(std::is_trivially_destructible_v<shared_state> && std::atomic<oid>::is_always_lock_free);
    static_cast<shared_state*>(memory)->slots = slots();
}

void set_place(void* memory) { state = static_cast<shared_state*>(memory); }

} // namespace

std::span<shared_database> shared_state::databases() noexcept {
    return {reinterpret_cast<shared_database*>(this + 1), slots};
}

shared_database* shared_state::find(oid database) noexcept {
    if (database == no_oid) return nullptr;
    for (shared_database& one : databases())
        if (one.id == database) return &one;
    return nullptr;
}

void request_shared_state() {
    request_shared_memory(
        {.name = "pg_trickle", .size = size, .initialise = initialise, .set_place = set_place});
}

shared_state* shared() noexcept { return state; }

shared_database* shared_of_database() noexcept {
    if (state == nullptr) return nullptr;
    if (last_found == nullptr || last_found->id != MyDatabaseId) last_found = state->find(MyDatabaseId);
    return last_found;
}

own_refresh::own_refresh() noexcept {
    if (shared_database* const here = shared_of_database(); here != nullptr) here->refreshing = MyProcPid;
}

own_refresh::~own_refresh() {
    if (shared_database* const here = shared_of_database(); here != nullptr) here->refreshing = 0;
}

int running_refreshes() noexcept {
    const shared_database* const here = shared_of_database();
    if (here == nullptr) return 0;
    const auto works_here = [](const shared_worker& one) {
        return one.database == MyDatabaseId && is_active(one);
    };
    const auto of_workers = std::ranges::count_if(state->pool.workers, works_here);
    const int own = here->refreshing; // a process that was killed has left its number
    const bool runs_one = own != 0 && own == here->scheduler.pid();
    return static_cast<int>(of_workers) + (runs_one ? 1 : 0);
}

} // namespace pgt::pg
