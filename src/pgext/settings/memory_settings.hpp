/// The setting of what sessions keep.
#pragma once

namespace pgt::ext::settings {

/// How much memory the plans of a session's stream tables may use, in megabytes.
[[nodiscard]] int plan_cache_mb();

/// Whether sessions use what others have made of the queries of stream tables, and share what they make.
[[nodiscard]] bool shares_plans();

} // namespace pgt::ext::settings
