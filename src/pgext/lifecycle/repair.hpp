/// Repair of what stream tables rest on, after a restore or after manual changes.
#pragma once

#include <string>

namespace pgt::ext {

/// Makes what is missing of one stream table: the bond to its definition, its guard, the capture of its sources. Forgets its
/// errors; the next refresh recomputes it. Says what was done. Throws as `require_own_stream_table`.
[[nodiscard]] std::string repair_stream_table(const std::string& written);

/// The same for all stream tables, for use after a restore; drops change buffers that came with the dump.
void restore_stream_tables();

/// Makes the triggers and buffers that are missing or disabled. Stream tables that may have missed changes are recomputed
/// by their next refresh.
[[nodiscard]] std::string rebuild_cdc_triggers();

} // namespace pgt::ext
