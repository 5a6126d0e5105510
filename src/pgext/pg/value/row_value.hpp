/// Values as bytes: the input of row ids and row images. Only for .cpp files below src/pgext/pg, and only
/// inside `call`.
#pragma once

#include "pg/boundary/server.hpp"

namespace pgt::pg {

/// How the values of one argument are distinguished.
enum class identity_of : unsigned char {
    /// Equal values have equal images.
    image,
    /// Equal values have equal hashes by the hash function of their type.
    hash,
    /// Equal values have images of the same length; nothing more is known.
    length,
    /// There is an equality, but no hash agrees with it: all values have the same identity.
    nothing,
};

/// The properties of an argument of type "any".
struct value_kind {
    identity_of identity;
    int16 length;
    bool by_value;
    bool is_literal; // of no type yet, which is text
    Oid collation;
    FmgrInfo hash;
};

/// The properties of all arguments of a call; determined once and kept with the calling expression. Raises an error if they are given as one array.
struct value_kinds {
    int count;
    value_kind each[FUNC_MAX_ARGS]; // NOLINT: as many as there can be
};
[[nodiscard]] const value_kinds& kinds_of(FunctionCallInfo info);

/// The value as one of its type: a literal of no type becomes text.
[[nodiscard]] Datum typed_value(Datum value, const value_kind& kind);

/// The bytes of a typed value, without the header of one of variable length. Those of small values are in `room`.
struct image {
    const char* data;
    Size size;
};
[[nodiscard]] image image_of(Datum value, const value_kind& kind, Datum& room);

} // namespace pgt::pg
