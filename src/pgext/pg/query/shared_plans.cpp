#define XXH_INLINE_ALL
#include <xxhash.h>

#include "pg/query/shared_plans.hpp"

#include <array>
#include <cstddef>

#include "pg/boundary/guard.hpp"
#include "pg/boundary/report.hpp"
#include "pg/boundary/shared_memory.hpp"
#include "pg/boundary/subtransaction.hpp"

extern "C" {
#include <common/pg_lzcompress.h>
#include <miscadmin.h>
#include <storage/dsm_registry.h>
#include <storage/lwlock.h>
}

namespace pgt::pg {
namespace {

constexpr std::size_t plan_places = 1024;
constexpr std::size_t plan_locks = 16;
/// Compressed.
constexpr std::size_t longest_plan = 8152;

/// A compressed text; its size is 0 where there is none.
struct plan_place {
    plan_name name;
    std::int32_t size;
    std::int32_t whole; ///< before it was compressed
    std::array<char, longest_plan> bytes;
};

/// Plain data: 8 MB.
struct shared_plans {
    int tranche;
    std::uint64_t secret;
    std::array<LWLock, plan_locks> locks;
    std::array<plan_place, plan_places> places;
};

constinit shared_plans* all_plans = nullptr;

constexpr const char* name_of_plans = "pg_trickle plans";

void initialise_plans(void* memory) {
    auto& plans = *static_cast<shared_plans*>(memory);
    plans.tranche = LWLockNewTrancheId();
    for (LWLock& one : plans.locks) LWLockInitialize(&one, plans.tranche);
    for (plan_place& one : plans.places) one.size = 0;
    if (!pg_strong_random(&plans.secret, sizeof plans.secret))
        elog(ERROR, "no random numbers for the names of plans");
}

Size size_of_plans() { return sizeof(shared_plans); }

void set_plans(void* memory) {
    all_plans = static_cast<shared_plans*>(memory);
    LWLockRegisterTranche(all_plans->tranche, name_of_plans);
}

/// Attached to until the session ends, where the module was not loaded when the server started. Null if there is no memory for it: then nothing is shared.
shared_plans* attached_plans() {
    static bool is_missing = false;
    if (all_plans != nullptr || is_missing) return all_plans;
    try {
        subtransaction attempt; // an error leaves locks of the server's
        call([] {
            bool found = false;
            set_plans(GetNamedDSMSegment(name_of_plans, size_of_plans(), initialise_plans, &found));
        });
        attempt.commit();
    } catch (const error& failed) {
        is_missing = true;
        report(severity::log, "plans of stream tables are not shared with other sessions", failed.what());
    }
    return all_plans;
}

plan_place& place_of_plan(shared_plans& plans, const plan_name& name) {
    return plans.places.at(name.low % plan_places);
}
LWLock* lock_of_plan(shared_plans& plans, const plan_name& name) {
    return &plans.locks.at(name.low % plan_locks);
}

/// A copy of what a place holds, in the current memory; null unless it has this name.
struct found_plan {
    const char* bytes;
    std::int32_t size;
};

found_plan copied_plan(shared_plans& plans, const plan_name& name) {
    LWLock* const lock = lock_of_plan(plans, name);
    auto* const compressed = static_cast<char*>(palloc(longest_plan));
    std::int32_t size = 0;
    std::int32_t whole = 0;
    LWLockAcquire(lock, LW_SHARED);
    const plan_place& place = place_of_plan(plans, name);
    if (place.size > 0 && place.name == name) {
        size = place.size;
        whole = place.whole;
        memcpy(compressed, place.bytes.data(), static_cast<Size>(size));
    }
    LWLockRelease(lock);
    auto* const bytes = static_cast<char*>(palloc(static_cast<Size>(whole) + 1));
    const std::int32_t read = size == 0 ? -1 : pglz_decompress(compressed, size, bytes, whole, true);
    pfree(compressed);
    return {.bytes = read == whole ? bytes : nullptr, .size = whole};
}

void put_plan(shared_plans& plans, const plan_name& name, const char* compressed, std::int32_t size,
              std::int32_t whole) {
    LWLock* const lock = lock_of_plan(plans, name);
    if (!LWLockConditionalAcquire(lock, LW_EXCLUSIVE)) return;
    plan_place& place = place_of_plan(plans, name);
    place.name = name;
    place.size = size;
    place.whole = whole;
    memcpy(place.bytes.data(), compressed, static_cast<Size>(size));
    LWLockRelease(lock);
}

} // namespace

void request_shared_plans() {
    request_shared_memory({.name = name_of_plans,
                           .size = size_of_plans,
                           .initialise = initialise_plans,
                           .set_place = set_plans});
}

std::uint64_t secret_of_plans() {
    const shared_plans* const plans = attached_plans();
    return plans == nullptr ? 0 : plans->secret;
}

plan_name name_of_plan(std::string_view content) {
    const std::uint64_t seed = secret_of_plans() + MyDatabaseId;
    const XXH128_hash_t hash = XXH3_128bits_withSeed(content.data(), content.size(), seed);
    return {.high = hash.high64, .low = hash.low64};
}

std::optional<std::string> find_shared_plan(const plan_name& name) {
    shared_plans* const plans = attached_plans();
    if (plans == nullptr) return std::nullopt;
    const found_plan found = call([plans, name] { return copied_plan(*plans, name); });
    if (found.bytes == nullptr) return std::nullopt;
    return std::string(found.bytes, static_cast<std::size_t>(found.size));
}

void share_plan(const plan_name& name, std::string_view text) {
    shared_plans* const plans = attached_plans();
    if (plans == nullptr) return;
    call([plans, name, text] {
        const auto whole = static_cast<std::int32_t>(text.size());
        auto* const compressed = static_cast<char*>(palloc(PGLZ_MAX_OUTPUT(text.size())));
        const std::int32_t size = pglz_compress(text.data(), whole, compressed, PGLZ_strategy_always);
        if (size > 0 && static_cast<std::size_t>(size) <= longest_plan)
            put_plan(*plans, name, compressed, size, whole);
        pfree(compressed);
    });
}

} // namespace pgt::pg
