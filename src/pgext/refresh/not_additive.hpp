/// The error of statements that add changes to groups, where a group has to be recomputed.
#pragma once

#include <string_view>

namespace pgt::ext {

/// Its SQLSTATE, which no error of a user's expression has.
inline constexpr std::string_view not_additive = "PGTNA";

} // namespace pgt::ext
