#include "pg/value/row_value.hpp"

#include "pg/value/image_equality.hpp"

extern "C" {
#include <access/tupmacs.h>
#include <catalog/pg_am.h>
#include <catalog/pg_collation.h>
#include <catalog/pg_type.h>
#include <nodes/nodeFuncs.h>
#include <utils/builtins.h>
#include <utils/lsyscache.h>
#include <utils/typcache.h>
#include <varatt.h>
}

namespace pgt::pg {
namespace {

/// For types that have an equality and no hash.
identity_of identity_without_hash(Oid type) {
    switch (getBaseType(type)) {
    case TSVECTOROID: return identity_of::image; // what fills it up to its alignment is always zero
    case TSQUERYOID: return identity_of::length; // its comparison does not look at everything
    default: return identity_of::nothing;
    }
}

void describe(value_kind& kind, Oid type, Oid collation, MemoryContext memory) {
    get_typlenbyval(type, &kind.length, &kind.by_value);
    kind.collation = collation;
    kind.identity = identity_of::image;
    if (images_are_equal(getBaseType(type), -1, collation)) return;
    const TypeCacheEntry* const known =
        lookup_type_cache(type, TYPECACHE_EQ_OPR | TYPECACHE_HASH_EXTENDED_PROC_FINFO);
    if (OidIsValid(known->hash_extended_proc)) {
        kind.identity = identity_of::hash;
        fmgr_info_copy(&kind.hash, const_cast<FmgrInfo*>(&known->hash_extended_proc_finfo), memory);
    } else if (OidIsValid(known->eq_opr)) {
        kind.identity = identity_without_hash(type);
    }
}

/// A literal of unknown type, which may have a collation.
void describe_literal(value_kind& kind, Oid collation, MemoryContext memory) {
    describe(kind, TEXTOID, OidIsValid(collation) ? collation : DEFAULT_COLLATION_OID, memory);
    kind.is_literal = true;
}

/// The collation of an argument: other than for functions with one collation, each has its own.
Oid collation_of(const FmgrInfo* function, int argument) {
    const auto* const call_expression = reinterpret_cast<const FuncExpr*>(function->fn_expr);
    if (call_expression == nullptr || !IsA(call_expression, FuncExpr)) return InvalidOid;
    return exprCollation(static_cast<Node*>(list_nth(call_expression->args, argument)));
}

} // namespace

const value_kinds& kinds_of(FunctionCallInfo info) {
    FmgrInfo* const function = info->flinfo;
    if (function->fn_extra != nullptr) return *static_cast<value_kinds*>(function->fn_extra);
    if (get_fn_expr_variadic(function)) {
        ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                        errmsg("the values must not be given as an array"), errhint("Leave out VARIADIC.")));
    }
    const auto count = static_cast<Size>(info->nargs);
    const Size size = offsetof(value_kinds, each) + count * sizeof(value_kind);
    auto* const kinds = static_cast<value_kinds*>(MemoryContextAllocZero(function->fn_mcxt, size));
    kinds->count = info->nargs;
    for (int i = 0; i < kinds->count; ++i) {
        const Oid type = get_fn_expr_argtype(function, i);
        if (!OidIsValid(type)) elog(ERROR, "could not determine the type of argument %d", i + 1);
        const Oid collation = collation_of(function, i);
        if (type == UNKNOWNOID) {
            describe_literal(kinds->each[i], collation, function->fn_mcxt);
        } else {
            describe(kinds->each[i], type, collation, function->fn_mcxt);
        }
    }
    function->fn_extra = kinds;
    return *kinds;
}

Datum typed_value(Datum value, const value_kind& kind) {
    return kind.is_literal ? CStringGetTextDatum(DatumGetCString(value)) : value;
}

image image_of(Datum value, const value_kind& kind, Datum& room) {
    if (kind.by_value) {
        room = 0;
        store_att_byval(&room, value, kind.length);
        return {reinterpret_cast<const char*>(&room), static_cast<Size>(kind.length)};
    }
    if (kind.length == -1) {
        const varlena* const plain = PG_DETOAST_DATUM_PACKED(value);
        return {VARDATA_ANY(plain), VARSIZE_ANY_EXHDR(plain)};
    }
    const char* const data = DatumGetPointer(value);
    return {data, kind.length == -2 ? strlen(data) : static_cast<Size>(kind.length)};
}

} // namespace pgt::pg
