/// By what the rows are marked that this transaction has written.
#pragma once

#include <cstdint>

namespace pgt::pg {

/// The number that this subtransaction, or the transaction where there is none, writes into the rows that it inserts (xmin) and deletes
/// (xmax). It gets one now if it has none.
[[nodiscard]] std::uint32_t mark_of_writer();

} // namespace pgt::pg
