#include "pg/access/lock.hpp"

#include "pg/access/lock_set.hpp"

#include "pg/boundary/guard.hpp"

#include <algorithm>

extern "C" {
#include <miscadmin.h>
#include <storage/lmgr.h>
#include <storage/lock.h>
#include <storage/procnumber.h>
}

namespace pgt::pg {
namespace {

static_assert(static_cast<int>(lock_mode::access_exclusive) == AccessExclusiveLock);

/// The class of pg_trickle's advisory locks: the server itself uses 1 and 2.
constexpr std::uint16_t our_kind = 0x5054;

LOCKTAG tag_of(lock_subject subject, std::uint32_t number) {
    LOCKTAG tag;
    SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, static_cast<std::uint32_t>(subject), number, our_kind);
    return tag;
}

bool acquire(lock_subject subject, std::uint32_t number, lock_mode mode, bool do_not_wait) {
    const LOCKTAG tag = tag_of(subject, number);
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

bool holds_lock(lock_subject subject, std::uint32_t number, lock_mode mode) {
    const LOCKTAG tag = tag_of(subject, number);
    return call([&tag, mode] { return LockHeldByMe(&tag, static_cast<LOCKMODE>(mode), false); });
}

std::int64_t place_of_session() noexcept { return MyProcNumber; }

void lock_relation(oid relation, lock_mode mode) {
    call([=] { LockRelationOid(relation, static_cast<LOCKMODE>(mode)); });
}

namespace {

struct relation_locks {
    LOCKMODE mode;

    [[nodiscard]] bool take(oid relation, bool wait) const {
        if (!wait) return ConditionalLockRelationOid(relation, mode);
        LockRelationOid(relation, mode);
        return true;
    }
    void release(oid relation) const { UnlockRelationOid(relation, mode); }
};

struct subject_locks {
    lock_subject subject;

    [[nodiscard]] bool take(const wanted_lock& wanted, bool wait) const {
        const LOCKTAG tag = tag_of(subject, wanted.number);
        return LockAcquire(&tag, static_cast<LOCKMODE>(wanted.mode), false, !wait) != LOCKACQUIRE_NOT_AVAIL;
    }
    void release(const wanted_lock& wanted) const {
        const LOCKTAG tag = tag_of(subject, wanted.number);
        LockRelease(&tag, static_cast<LOCKMODE>(wanted.mode), false);
    }
};

struct row_class_locks {
    oid table;

    [[nodiscard]] LOCKTAG tag(std::uint32_t row_class) const {
        const auto first = static_cast<std::uint32_t>(lock_subject::row_class);
        return tag_of(static_cast<lock_subject>(first + row_class), table);
    }
    [[nodiscard]] bool take(std::uint32_t row_class, bool wait) const {
        const LOCKTAG wanted = tag(row_class);
        return LockAcquire(&wanted, ExclusiveLock, false, !wait) != LOCKACQUIRE_NOT_AVAIL;
    }
    void release(std::uint32_t row_class) const {
        const LOCKTAG held = tag(row_class);
        LockRelease(&held, ExclusiveLock, false);
    }
};

/// Waits for the lock at `first` and tries the others. If one is not free, releases all and returns its index; else returns the number of
/// locks. What was held before stays held. Only inside `call`.
template <class Locks, class Wanted>
std::size_t try_all(Locks locks, std::span<const Wanted> all, std::size_t first) {
    CHECK_FOR_INTERRUPTS();
    (void)locks.take(all[first], true);
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (i == first || locks.take(all[i], false)) continue;
        for (std::size_t taken = 0; taken < i; ++taken) {
            if (taken != first) locks.release(all[taken]);
        }
        locks.release(all[first]);
        return i;
    }
    return all.size();
}

template <class Locks, class Wanted> void take_all(Locks locks, std::span<const Wanted> all) {
    std::size_t next = 0;
    while (next < all.size()) {
        next = call([=] { return try_all(locks, all, next); });
    }
}

} // namespace

std::vector<oid> in_lock_order(std::vector<oid> relations) {
    std::ranges::sort(relations);
    const auto repeated = std::ranges::unique(relations);
    relations.erase(repeated.begin(), repeated.end());
    return relations;
}

void lock_all(std::span<const oid> relations, lock_mode mode) {
    take_all(relation_locks{static_cast<LOCKMODE>(mode)}, relations);
}

void lock_all(lock_subject subject, std::span<const wanted_lock> locks) {
    take_all(subject_locks{subject}, locks);
}

void lock_row_classes(oid table, std::span<const std::uint32_t> classes) {
    take_all(row_class_locks{table}, classes);
}

void wait_for_relation(oid relation, lock_mode mode) {
    call([=] {
        LockRelationOid(relation, static_cast<LOCKMODE>(mode));
        UnlockRelationOid(relation, static_cast<LOCKMODE>(mode));
    });
}

} // namespace pgt::pg
