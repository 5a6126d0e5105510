/// The functions of pg_catalog that are no plain ones.
#pragma once

#include <pgt/bind/catalog.hpp>

#include <string_view>

namespace pgt::bind::detail {

[[nodiscard]] function_kind builtin_kind(std::string_view name);

} // namespace pgt::bind::detail
