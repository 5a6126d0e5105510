/// Stream tables as consumers of change buffers. Each buffer is scanned once for all of its consumers.
#pragma once

#include "capture/overview.hpp"
#include "pg/capture/change_buffer.hpp"

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <vector>

namespace pgt::ext {

/// The change buffer of a source; nothing if there is none, or a concurrent session is about to empty or drop it. Does not wait.
[[nodiscard]] std::optional<pg::relation> find_free_buffer(pg::oid source);

/// By source the indexes in `tables` of its consumers.
[[nodiscard]] std::map<pg::oid, std::vector<std::size_t>>
consumers_in(const std::vector<table_overview>& tables);

/// Of each of some frontiers, whether a source has changes that it does not cover.
using source_check = std::function<std::vector<bool>(pg::oid source, std::span<const frontier> after)>;

/// Looks for them in the buffer, as far as `under` sees it. A buffer that is not available may hold some for everyone.
[[nodiscard]] std::vector<bool> have_changes(pg::oid source, std::span<const frontier> after,
                                             const pg::snapshot& under);

/// Of each table whether `check` finds changes for it, or it needs a refresh anyway; false for those that are not among `asked`.
[[nodiscard]] std::vector<bool> find_pending(const std::vector<table_overview>& tables,
                                             const std::vector<bool>& asked, const source_check& check);

} // namespace pgt::ext
