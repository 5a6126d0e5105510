/// This process.
#pragma once

namespace pgt::pg {

[[nodiscard]] int number_of_process() noexcept;

} // namespace pgt::pg
