/// Texts in the encoding of the database.
#pragma once

#include <cstddef>
#include <string>

namespace pgt::pg {

/// As much of a text as fits into so many bytes; cut between characters, and then with dots at the end.
[[nodiscard]] std::string shortened(std::string text, std::size_t bytes);

} // namespace pgt::pg
