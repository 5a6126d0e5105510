#include "pg/access/lock.hpp"

#include "pg/boundary/guard.hpp"

#include <algorithm>

extern "C" {
#include <miscadmin.h>
#include <storage/lmgr.h>
#include <storage/lock.h>
}

namespace pgt::pg {
namespace {

static_assert(static_cast<int>(lock_mode::access_exclusive) == AccessExclusiveLock);

/// The class of pg_trickle's advisory locks: the server itself uses 1 and 2.
constexpr std::uint16_t our_kind = 0x5054;

bool acquire(lock_subject subject, std::uint32_t number, lock_mode mode, bool do_not_wait) {
    LOCKTAG tag;
    SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, static_cast<std::uint32_t>(subject), number, our_kind);
    return call([&tag, mode, do_not_wait] {
        return LockAcquire(&tag, static_cast<LOCKMODE>(mode), false, do_not_wait) != LOCKACQUIRE_NOT_AVAIL;
    });
}

} // namespace

void lock(lock_subject subject, std::uint32_t number, lock_mode mode) {
    acquire(subject, number, mode, false);
}

bool try_lock(lock_subject subject, std::uint32_t number, lock_mode mode) {
    return acquire(subject, number, mode, true);
}

void lock_relation(oid relation, lock_mode mode) {
    call([=] { LockRelationOid(relation, static_cast<LOCKMODE>(mode)); });
}

namespace {

/// Waits for the lock on the relation at `first` and tries the others. If one is not free, releases all and returns its index; else returns the number of relations. Only inside `call`.
std::size_t try_all(std::span<const oid> relations, LOCKMODE mode, std::size_t first) {
    CHECK_FOR_INTERRUPTS();
    LockRelationOid(relations[first], mode);
    for (std::size_t i = 0; i < relations.size(); ++i) {
        if (i == first || ConditionalLockRelationOid(relations[i], mode)) continue;
        for (std::size_t taken = 0; taken < i; ++taken) {
            if (taken != first) UnlockRelationOid(relations[taken], mode);
        }
        UnlockRelationOid(relations[first], mode);
        return i;
    }
    return relations.size();
}

} // namespace

std::vector<oid> in_lock_order(std::vector<oid> relations) {
    std::ranges::sort(relations);
    const auto repeated = std::ranges::unique(relations);
    relations.erase(repeated.begin(), repeated.end());
    return relations;
}

void lock_all(std::span<const oid> relations, lock_mode mode) {
    std::size_t next = 0;
    while (next < relations.size()) {
        next = call([=] { return try_all(relations, static_cast<LOCKMODE>(mode), next); });
    }
}

void wait_for_relation(oid relation, lock_mode mode) {
    call([=] {
        LockRelationOid(relation, static_cast<LOCKMODE>(mode));
        UnlockRelationOid(relation, static_cast<LOCKMODE>(mode));
    });
}

} // namespace pgt::pg
