/// `are_different`: whether changes in a buffer are all different, so that none could be added up.
#pragma once

#include "frontier/frontier.hpp"
#include "pg/access/relation.hpp"
#include "pg/access/snapshot.hpp"
#include "pg/capture/buffer_progress.hpp"

#include <span>

namespace pgt::pg {

/// Whether no two changes that the frontier does not cover have the same values, by their bytes, in some columns of the buffer, counted from 0; those of transactions that were rolled back count, too. Also false where equality is only
/// probable, where a value stands elsewhere or is compressed, and where there are too many changes to remember.
[[nodiscard]] bool are_different(const relation& buffer, std::span<const block_range> where,
                                 const ext::frontier& after, const snapshot& under,
                                 std::span<const int> columns);

} // namespace pgt::pg
