/// Casts that change no value: of integers to longer ones, of texts to those without a limit.
#pragma once

#include <pgt/lower/facts/typing.hpp>

#include <cstddef>
#include <optional>

namespace pgt::lower {

/// The column that an expression casts to a type in which its values are the same, are compared alike, and are found by the index on the column.
[[nodiscard]] std::optional<std::size_t> widened_column(const expression& e, const row_type& in);

} // namespace pgt::lower
