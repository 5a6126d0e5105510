/// Values as bytes: what row ids and row images are made of. Only for .cpp files below src/pgext/pg, and only
/// inside `call`.
#pragma once

#include "pg/boundary/server.hpp"

namespace pgt::pg {

/// How the values of one argument are told apart.
enum class identity_of : unsigned char {
    /// Equal values have equal images.
    image,
    /// Equal values have equal hashes of their type's own.
    hash,
    /// Equal values have images of one length, and more is not known.
    length,
    /// There is an equality, but nothing that goes with it: all values count as one.
    nothing,
};

/// What there is to know about an argument of type "any".
struct value_kind {
    identity_of identity;
    int16 length;
    bool by_value;
    bool is_literal; // of no type yet, which is text
    Oid collation;
    FmgrInfo hash;
};

/// About all arguments of a call; found out once and kept with the calling expression. Raises an error if
/// they are given as one array.
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
