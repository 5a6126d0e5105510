#include "pg/value/stored_type.hpp"

#include "pg/boundary/guard.hpp"

extern "C" {
#include <access/htup_details.h>
#include <catalog/pg_collation.h>
#include <parser/parse_type.h>
#include <utils/lsyscache.h>
#include <utils/syscache.h>
}

namespace pgt::pg {
namespace {

const char* name_of_collation(Oid id) {
    const HeapTuple tuple = SearchSysCache1(COLLOID, ObjectIdGetDatum(id));
    if (!HeapTupleIsValid(tuple)) elog(ERROR, "cache lookup failed for collation %u", id);
    const auto* const found = reinterpret_cast<Form_pg_collation>(GETSTRUCT(tuple));
    const char* const name =
        quote_qualified_identifier(get_namespace_name(found->collnamespace), NameStr(found->collname));
    ReleaseSysCache(tuple);
    return name;
}

/// Plain data.
struct found_type {
    Oid type;
    int32 modifier;
    Oid collation;
    const char* name;
    const char* collation_name;
};

found_type find(const char* written) {
    Oid given = InvalidOid;
    found_type found = {};
    (void)parseTypeString(written, &given, &found.modifier, nullptr);
    found.collation = get_typcollation(given);
    found.type = getBaseTypeAndTypmod(given, &found.modifier);
    found.name = format_type_extended(found.type, found.modifier,
                                      FORMAT_TYPE_TYPEMOD_GIVEN | FORMAT_TYPE_FORCE_QUALIFY);
    const bool is_usual = found.collation == get_typcollation(found.type);
    found.collation_name = is_usual ? "" : name_of_collation(found.collation);
    return found;
}

} // namespace

stored_type stored_type_of(const std::string& name) {
    const found_type found = call([text = name.c_str()] { return find(text); });
    return {.type = found.type,
            .modifier = found.modifier,
            .collation = found.collation,
            .name = found.name,
            .collation_name = found.collation_name};
}

} // namespace pgt::pg
