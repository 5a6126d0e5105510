#include "pg/query/value_sample.hpp"

#include "pg/boundary/guard.hpp"

#include <algorithm>

extern "C" {
#include <access/detoast.h>
#include <access/transam.h>
#include <catalog/pg_type.h>
#include <utils/datum.h>
#include <utils/lsyscache.h>
#include <utils/sortsupport.h>
#include <utils/typcache.h>
#include <varatt.h>
}

// Errors may jump over all of this: nothing here has a destructor.

namespace pgt::pg {
namespace {

/// The bounds of a hundred parts, as many as ANALYZE makes.
constexpr std::size_t most_bounds = 101;
/// ANALYZE leaves out wider values, too.
constexpr std::size_t most_bytes = 1024;

/// The operator that orders values of a type, if comparing them runs no function of a user.
Oid order_of(Oid type) {
    const Oid element = get_element_type(type);
    const Oid compared = OidIsValid(element) ? getBaseType(element) : type;
    const char kind = get_typtype(compared);
    const bool is_plain = compared < FirstNormalObjectId && kind == TYPTYPE_BASE;
    if (!is_plain && kind != TYPTYPE_ENUM) return InvalidOid;
    return lookup_type_cache(type, TYPECACHE_LT_OPR)->lt_opr;
}

int compare(const void* a, const void* b, void* by) {
    return ApplySortComparator(*static_cast<const Datum*>(a), false, *static_cast<const Datum*>(b), false,
                               static_cast<SortSupport>(by));
}

} // namespace

value_sample::value_sample(const FormData_pg_attribute& column)
    : column_(column), type_(getBaseType(column.atttypid)), less_(order_of(type_)) {}

bool value_sample::is_wide(Datum value) const {
    return column_.attlen == -1 && toast_raw_datum_size(value) > most_bytes;
}

void value_sample::add(Datum value) {
    if (!OidIsValid(less_) || seen_++ % step_ != 0 || is_wide(value)) return;
    if (count_ == room) thin_out();
    if (column_.attlen == -1) value = PointerGetDatum(PG_DETOAST_DATUM(value));
    held_[count_++] = datumCopy(value, column_.attbyval, column_.attlen);
}

void value_sample::thin_out() {
    for (std::size_t i = 0; 2 * i < count_; ++i) held_[i] = held_[2 * i];
    count_ = (count_ + 1) / 2;
    step_ *= 2;
}

ArrayType* value_sample::bounds() {
    if (count_ < 2) return nullptr;
    auto* const order = palloc0_object(SortSupportData);
    order->ssup_cxt = CurrentMemoryContext;
    order->ssup_collation = column_.attcollation;
    PrepareSortSupportFromOrderingOp(less_, order);
    qsort_arg(held_.data(), count_, sizeof(Datum), compare, order);
    const std::size_t number = std::min(count_, most_bounds);
    auto* const chosen = palloc_array(Datum, number);
    for (std::size_t i = 0; i < number; ++i) chosen[i] = held_[i * (count_ - 1) / (number - 1)];
    return construct_array(chosen, static_cast<int>(number), type_, column_.attlen, column_.attbyval,
                           column_.attalign);
}

} // namespace pgt::pg
