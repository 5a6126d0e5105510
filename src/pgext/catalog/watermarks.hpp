/// Watermarks of sources in the catalog, and groups of sources.
#pragma once

#include "pg/value/value.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pgt::ext {

/// Writes the watermark of a source unless it has one that is as late or later: then that is returned.
[[nodiscard]] std::optional<pg::moment> write_watermark(pg::oid source, pg::moment watermark,
                                                        const std::string& by);

struct watermark_group {
    std::int32_t id = 0;
    std::vector<pg::oid> sources;
};

[[nodiscard]] std::optional<watermark_group> find_watermark_group(const std::string& name);
/// Its number; nothing if there is one of that name.
[[nodiscard]] std::optional<std::int32_t>
insert_watermark_group(const std::string& name, const std::vector<pg::oid>& sources, double tolerance);
void delete_watermark_group(std::int32_t id);

} // namespace pgt::ext
