/// Which outer joins have sides that are computed each for itself.
#pragma once

#include "bind/part.hpp"

#include <pgt/syntax/select.hpp>

#include <cstddef>

namespace pgt::bind::detail {

/// Whether a subquery of the condition has to be asked about a row of each side together.
[[nodiscard]] bool asks_about_pairs(syntax::join_kind kind, const join_group& left, const join_group& right,
                                    const join_group& on, std::size_t outer_width);

} // namespace pgt::bind::detail
