/// How much statements of this session have written to temporary files.
#pragma once

#include <cstdint>

namespace pgt::pg {

/// In blocks, since the session began.
[[nodiscard]] std::int64_t temporary_blocks() noexcept;

} // namespace pgt::pg
