/// `images_are_equal`: whether equal values of a type have identical images. Only for .cpp files below src/pgext/pg, and only
/// inside `call`.
#pragma once

#include "pg/boundary/server.hpp"

namespace pgt::pg {

/// Whether values of a type are equal exactly when their images are. A modifier of -1 means that it is not known: then numerics may differ in scale, and strings padded with blanks in length.
[[nodiscard]] bool images_are_equal(Oid type, int32 modifier, Oid collation);

} // namespace pgt::pg
