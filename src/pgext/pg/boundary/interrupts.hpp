/// `watch_passes`: passes of pgt over queries can be cancelled, and stop before the stack overflows.
#pragma once

namespace pgt::pg {

/// From now on passes throw `error` when an interrupt is pending, and `user_error` 54001 when the stack is nearly exhausted.
void watch_passes() noexcept;

} // namespace pgt::pg
