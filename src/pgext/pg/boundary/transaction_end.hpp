/// Registers callbacks for the end of transactions; call each function once, when the module is loaded.
#pragma once

namespace pgt::pg {

/// For `empty_at_commit`.
void watch_end_for_emptying();
/// For the dirty flags of changed tables.
void watch_end_for_notes();

} // namespace pgt::pg
