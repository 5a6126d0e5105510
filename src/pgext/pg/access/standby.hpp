/// What a standby cannot do.
#pragma once

#include <string>

namespace pgt::pg {

/// Whether the server only replays what another one does.
[[nodiscard]] bool is_standby();

/// Throws `user_error` 25006 on a standby; `what` is the refused action, such as "refresh stream tables".
void refuse_on_standby(const std::string& what);

} // namespace pgt::pg
