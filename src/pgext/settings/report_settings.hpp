/// The settings of comparisons and alerts.
#pragma once

namespace pgt::ext::settings {

/// In milliseconds: what takes longer is compared by pieces.
[[nodiscard]] int audit_piece_ms();
/// After so many seconds without a change of its sources a stream table is an alert; 0: none is.
[[nodiscard]] int no_changes_alert_seconds();

} // namespace pgt::ext::settings
