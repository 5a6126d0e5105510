/// What keeps the capture of a source in order.
#pragma once

#include "pg/boundary/declarations.hpp"

namespace pgt::ext {

/// Triggers that capture, on a table or a partition below it, fire again when they should, whatever has just been done to them:
/// a load with disabled triggers is captured too, and nothing is captured twice afterwards.
void keep_capturing(pg::oid table);

/// After a column of a table has got another type: it leaves the buffers of the sources that the table is a part of. Who needs it
/// puts it back when it is set up anew.
void follow_types(pg::oid table);

} // namespace pgt::ext
