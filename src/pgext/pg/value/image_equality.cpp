#include "pg/value/image_equality.hpp"

extern "C" {
#include <access/nbtree.h>
#include <catalog/pg_type.h>
#include <utils/lsyscache.h>
#include <utils/typcache.h>
}

namespace pgt::pg {
namespace {

/// Built-in types that hash but do not sort, so that they have no btree operator class.
bool is_plain_without_order(Oid base) { return base == XIDOID || base == CIDOID || base == ACLITEMOID; }

} // namespace

/// Operator classes of btree have this property for deduplication. It disregards modifiers: with one, all numerics have one scale; without one, strings padded with blanks differ in length.
bool images_are_equal(Oid type, int32 modifier, Oid collation) {
    const Oid base = modifier < 0 ? getBaseTypeAndTypmod(type, &modifier) : getBaseType(type);
    if (base == NUMERICOID && modifier >= 0) return true;
    if (base == BPCHAROID && modifier < 0) return false;
    if (is_plain_without_order(base)) return true;
    const TypeCacheEntry* const known = lookup_type_cache(type, TYPECACHE_BTREE_OPFAMILY);
    if (!OidIsValid(known->btree_opf)) return false;
    const Oid input = known->btree_opintype;
    const Oid answer = get_opfamily_proc(known->btree_opf, input, input, BTEQUALIMAGE_PROC);
    return OidIsValid(answer) &&
           DatumGetBool(OidFunctionCall1Coll(answer, collation, ObjectIdGetDatum(input)));
}

} // namespace pgt::pg
