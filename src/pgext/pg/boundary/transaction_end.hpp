/// What has to be told of the end of transactions; call each once, when the module is loaded.
#pragma once

namespace pgt::pg {

/// For `empty_at_commit`.
void watch_end_for_emptying();
/// For the notes of changes.
void watch_end_for_notes();

} // namespace pgt::pg
