/// `is_standby`.
#pragma once

namespace pgt::pg {

/// Whether the server only replays what another one does.
[[nodiscard]] bool is_standby();

} // namespace pgt::pg
