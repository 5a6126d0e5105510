/// What the meaning of a query depends on beside its text.
#pragma once

#include "catalog/stream_table.hpp"
#include "pg/access/settings.hpp"

namespace pgt::ext {

/// Sets what the meaning of a table's query depends on, apart from rights: no schema is searched, and its author's settings hold.
void set_as_author(pg::local_settings& settings, const stream_table& table);

} // namespace pgt::ext
