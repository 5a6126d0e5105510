/// `columns<"a", "b">`: the selection of columns as they are.
#pragma once

#include <dbsp/row/select.hpp>

namespace dbsp {

/// Short for `select(col<Names>...)`.
template <fixed_string... Names> inline constexpr selection<column<Names>...> columns{};

} // namespace dbsp
