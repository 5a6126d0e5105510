/// `watch_passes`: passes of pgt over queries can be cancelled, and end before the stack does.
#pragma once

namespace pgt::pg {

/// From now on passes throw `error` when the server has a reason to stop, and `user_error` 54001 when the stack gets short.
void watch_passes() noexcept;

} // namespace pgt::pg
