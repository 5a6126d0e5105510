/// Groups of stream tables that are refreshed together, in the catalog.
#pragma once

#include "pg/query/spi.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pgt::ext {

struct refresh_group {
    std::int32_t id = 0;
    std::vector<pg::oid> members; ///< those that are there
};

[[nodiscard]] std::optional<refresh_group> find_refresh_group(const std::string& name);
/// The name of the group that a stream table is in.
[[nodiscard]] std::optional<std::string> refresh_group_of(std::int64_t table);
/// Each stream table that is in a group, with the number of the group; as of now.
[[nodiscard]] std::vector<std::pair<std::int64_t, std::int32_t>> all_group_members(const pg::spi& session);

/// Its number; nothing if there is one of that name.
[[nodiscard]] std::optional<std::int32_t> insert_refresh_group(const std::string& name);
/// Returns false if the stream table is in a group already.
[[nodiscard]] bool insert_group_member(std::int32_t group, std::int64_t table);
void delete_refresh_group(std::int32_t id);

/// A stream table leaves its group. A group of which fewer than two are left goes with it: returns its name.
std::optional<std::string> leave_refresh_group(std::int64_t table);

} // namespace pgt::ext
