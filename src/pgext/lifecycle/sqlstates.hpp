/// Codes of errors that only functions for users raise.
#pragma once

#include <pgt/error.hpp>

namespace pgt::sqlstate {

inline constexpr std::string_view data_exception = "22000";
inline constexpr std::string_view duplicate_object = "42710";
inline constexpr std::string_view name_too_long = "42622";
inline constexpr std::string_view too_many_columns = "54011";
inline constexpr std::string_view wrong_object_type = "42809";

} // namespace pgt::sqlstate
