/// Dropping stream tables.
#pragma once

#include <string>

namespace pgt::ext {

/// Drops the table that `written` names. Throws `user_error` if other stream tables read it, unless `cascade` drops those
/// too, and `error` if anything else depends on it.
void drop_stream_table(const std::string& written, bool cascade);

} // namespace pgt::ext
