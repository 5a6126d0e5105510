/// `pgtrickle.row_id` and `pgtrickle.row_image`.
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "pg/boundary/guard.hpp"
#include "pg/value/function.hpp"
#include "pg/value/row_value.hpp"

extern "C" {
#include <lib/stringinfo.h>
#include <varatt.h>
}

namespace pgt::pg {
namespace {

/// The initial value of the hash, into which values are mixed one after the other; and the hash of NULL.
constexpr uint64 start = 0x70677472'69636b6cULL;
constexpr uint64 of_null = 0x9e3779b9'7f4a7c15ULL;

uint64 mix(uint64 so_far, const void* data, Size size) { return XXH64(data, size, so_far); }

uint64 mix_value(uint64 so_far, Datum value, const value_kind& kind) {
    uint64 hash = 0;
    if (kind.identity == identity_of::image || kind.identity == identity_of::length) {
        Datum room;
        const image bytes = image_of(value, kind, room);
        if (kind.identity == identity_of::image) return mix(so_far, bytes.data, bytes.size);
        hash = bytes.size;
    }
    if (kind.identity == identity_of::hash) {
        hash = DatumGetUInt64(
            FunctionCall2Coll(const_cast<FmgrInfo*>(&kind.hash), kind.collation, value, UInt64GetDatum(0)));
    }
    return mix(so_far, &hash, sizeof hash);
}

uint64 hash_row(FunctionCallInfo info) {
    const value_kinds& kinds = kinds_of(info);
    uint64 hash = start;
    for (int i = 0; i < kinds.count; ++i) {
        const NullableDatum& value = info->args[i];
        const value_kind& kind = kinds.each[i];
        hash = value.isnull ? mix(hash, &of_null, sizeof of_null)
                            : mix_value(hash, typed_value(value.value, kind), kind);
    }
    return hash;
}

/// A tag precedes each value; values of variable length have their length too, so that different lists of values never give the same bytes.
void append_value(StringInfo to, const NullableDatum& value, const value_kind& kind) {
    appendStringInfoChar(to, static_cast<char>(value.isnull ? 0 : 1));
    if (value.isnull) return;
    Datum room;
    const image bytes = image_of(typed_value(value.value, kind), kind, room);
    const auto size = static_cast<uint32>(bytes.size);
    if (kind.length < 0) appendBinaryStringInfo(to, &size, sizeof size);
    appendBinaryStringInfo(to, bytes.data, static_cast<int>(bytes.size));
}

Datum image_row(FunctionCallInfo info) {
    const value_kinds& kinds = kinds_of(info);
    StringInfoData bytes;
    initStringInfo(&bytes);
    appendStringInfoSpaces(&bytes, VARHDRSZ);
    for (int i = 0; i < kinds.count; ++i) append_value(&bytes, info->args[i], kinds.each[i]);
    SET_VARSIZE(bytes.data, bytes.len);
    return PointerGetDatum(bytes.data);
}

nullable_datum row_id(const function_call& caller) {
    return {.value = call([info = caller.info()] { return UInt64GetDatum(hash_row(info)); }),
            .is_null = false};
}

nullable_datum row_image(const function_call& caller) {
    return {.value = call([info = caller.info()] { return image_row(info); }), .is_null = false};
}

} // namespace
} // namespace pgt::pg

PGT_SQL_FUNCTION(pgtrickle_row_id, pgt::pg::row_id);
PGT_SQL_FUNCTION(pgtrickle_row_image, pgt::pg::row_image);
