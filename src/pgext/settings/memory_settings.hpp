/// The setting of what sessions keep.
#pragma once

namespace pgt::ext::settings {

/// How much memory the plans of a session's stream tables may use, in megabytes.
[[nodiscard]] int plan_cache_mb();

} // namespace pgt::ext::settings
