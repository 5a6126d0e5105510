/// What waits for a stream table, for reports: they wait for nobody.
#pragma once

#include "pg/change_buffer.hpp"
#include "scheduler/watched_table.hpp"

#include <optional>

namespace pgt::ext {

/// How far a stream table has come.
[[nodiscard]] inline frontier frontier_of(const watched_table& table) {
    return table.frontier.empty() ? frontier() : frontier::parse(table.frontier);
}

/// The change buffer of a source; none if there is none, or somebody is about to empty or drop it.
[[nodiscard]] inline std::optional<pg::relation> buffer_at_hand(pg::oid source) {
    const auto buffer = pg::find_buffer(source);
    return buffer ? pg::relation::find_if_free(*buffer, pg::lock_mode::access_share) : std::nullopt;
}

} // namespace pgt::ext
