/// Texts in the encoding of the database.
#pragma once

#include <cstddef>
#include <string>

namespace pgt::pg {

/// The text if it fits into this many bytes; otherwise as many of its characters as fit, followed by dots.
[[nodiscard]] std::string shortened(std::string text, std::size_t bytes);

} // namespace pgt::pg
