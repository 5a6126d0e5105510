/// `forced_cuts`: cuts that a test asks for.
#pragma once

#include <pgt/bind/catalog.hpp>
#include <pgt/bind/query.hpp>
#include <pgt/stage/cut.hpp>

#include <optional>
#include <vector>

namespace pgt::ext {

/// In builds with PGT_CRASH_POINTS, if the parameter `pgt_test.cuts` is `n:seed`: at most n nodes of the query that can be stored, picked by that seed. Nothing in
/// builds for users.
[[nodiscard]] std::optional<std::vector<stage::cut>> forced_cuts(const bind::query& query,
                                                                 const bind::catalog& types);

} // namespace pgt::ext
