/// `lookups`: by which of its columns the rows of a source are found.
#pragma once

#include <pgt/lower/facts/typing.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace pgt::stage {

/// The columns by which joins and groups of a circuit find rows of a leaf, each list once: where columns of the leaf reach a key
/// unchanged; and the columns by which a limit orders them, as far as an index can have their values.
[[nodiscard]] std::vector<std::vector<std::size_t>> lookups(const circuit& root, const std::string& leaf,
                                                            lower::typing& types);

} // namespace pgt::stage
