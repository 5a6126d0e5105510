/// Locks: on relations, and on pg_trickle's own subjects.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace pgt::pg {

/// The server's lock modes, from the weakest to the strongest.
enum class lock_mode : int {
    none = 0,
    access_share,
    row_share,
    row_exclusive,
    share_update_exclusive,
    share,
    share_row_exclusive,
    exclusive,
    access_exclusive,
};

/// The subject of a lock of pg_trickle. Locks of users, including advisory ones, cannot conflict with it.
enum class lock_subject : std::uint32_t {
    /// A stream table, by its oid: refreshing and altering it.
    stream_table,
    /// A change buffer, by the oid of its source: changes of its set of consumers.
    buffer,
    /// The graph of all stream tables, number 0: adding edges that could make a circle.
    graph,
    /// Classes of rows of a stream table: this number and those after it, for each class (lock_set.hpp).
    row_class = 0x100,
};

/// Each relation once, in ascending order: the order in which several are locked.
[[nodiscard]] std::vector<oid> in_lock_order(std::vector<oid> relations);

/// Waits for the lock and holds it until the end of the transaction. Throws `error` if the wait is cancelled, exceeds lock_timeout, or would be a deadlock.
void lock(lock_subject subject, std::uint32_t number, lock_mode mode);
/// The same without waiting: returns whether the lock is held.
[[nodiscard]] bool try_lock(lock_subject subject, std::uint32_t number, lock_mode mode);

/// Whether this transaction holds it.
[[nodiscard]] bool holds_lock(lock_subject subject, std::uint32_t number, lock_mode mode);

/// The place of this session in the server: no two sessions that exist at the same time have the same one.
[[nodiscard]] std::int64_t place_of_session() noexcept;

/// Waits for a lock on a relation and holds it until the end of the transaction; throws as `lock`.
void lock_relation(oid relation, lock_mode mode);

/// The same for several relations. Holds none of them while it waits for another, so that it cannot be part of a deadlock.
void lock_all(std::span<const oid> relations, lock_mode mode);

/// Waits until no other session holds a conflicting lock; takes none. Throws as `lock`.
void wait_for_relation(oid relation, lock_mode mode);

} // namespace pgt::pg
