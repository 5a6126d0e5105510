/// Counts subtransactions that were rolled back.
#pragma once

#include <cstdint>

namespace pgt::pg {

/// How many subtransactions of this session have been rolled back since this was first asked. While neither this nor `number_of_transaction` changes,
/// what the transaction has written since is there.
[[nodiscard]] std::uint64_t rolled_back_subtransactions();

} // namespace pgt::pg
