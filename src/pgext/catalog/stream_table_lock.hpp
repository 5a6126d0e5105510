/// The lock of a stream table: one session at a time refreshes, alters or drops it.
#pragma once

#include "catalog/store.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace pgt::ext {

/// What to do while a concurrent session holds the lock.
enum class if_locked : std::uint8_t { skip, wait };

/// Takes the lock until the end of the transaction, without reading the catalog. Returns whether it could; always true with
/// `if_locked::wait`.
[[nodiscard]] bool lock_for_refresh(pg::oid table, if_locked otherwise);

/// A stream table that a transaction maintains: `rows` if it locks the rows that it touches, which excludes refreshes and not other writers.
struct upkeep_lock {
    pg::oid table;
    bool rows;
};

/// Takes the locks of several tables, given in ascending order, and waits for them, holding none of them meanwhile.
void lock_for_upkeep(std::span<const upkeep_lock> tables);

/// Whether this transaction has locked all of a stream table.
[[nodiscard]] bool is_locked_for_refresh(pg::oid table);

/// Locks a table that the current user may refresh; nothing if it was skipped. Throws as `require_maintained_stream_table`.
[[nodiscard]] std::optional<stream_table> lock_maintained_stream_table(const std::string& written,
                                                                       if_locked otherwise);

/// Locks a table of the current user's, and waits for that. Throws as `require_own_stream_table`.
[[nodiscard]] stream_table lock_own_stream_table(const std::string& written);

} // namespace pgt::ext
