/// Stream tables that nobody else refreshes or changes meanwhile.
#pragma once

#include "catalog/store.hpp"

#include <optional>
#include <string>

namespace pgt::ext {

/// Waits until nobody else refreshes or changes the table, and keeps others from it until the end of the transaction.
/// Throws as `require_own_stream_table`.
[[nodiscard]] stream_table lock_own_stream_table(const std::string& written);

/// The same for a refresh, but without waiting: nothing if somebody is at it. Throws as `require_maintained_stream_table`.
[[nodiscard]] std::optional<stream_table> try_lock_stream_table(const std::string& written);

/// Takes that lock, and looks at nothing; says whether it could without waiting.
[[nodiscard]] bool try_lock_for_refresh(pg::oid table);

} // namespace pgt::ext
