#include "pg/value/value.hpp"

#include <pgt/error.hpp>

#include <format>

#include "pg/boundary/guard.hpp"

#include <pgt/error.hpp>

extern "C" {
#include <catalog/pg_type.h>
#include <utils/array.h>
#include <utils/jsonb.h>
}

namespace pgt::pg {
namespace {

static_assert(sizeof(Datum) == sizeof(datum) && sizeof(Oid) == sizeof(oid));
static_assert(sql_value<oid>::type == OIDOID && sql_value<moment>::type == TIMESTAMPTZOID);
static_assert(sql_value<full_xid>::type == XID8OID && sql_value<json>::type == JSONBOID);
static_assert(sql_value<double>::type == FLOAT8OID && sql_value<bytes>::type == BYTEAOID);
static_assert(sql_value<std::vector<std::int16_t>>::type == INT2ARRAYOID);
static_assert(sql_value<std::vector<std::int64_t>>::type == INT8ARRAYOID);
static_assert(sql_value<std::vector<oid>>::type == OIDARRAYOID);
static_assert(sql_value<std::vector<std::string>>::type == TEXTARRAYOID);

std::string content_of(datum value) {
    const varlena* const plain = call([=] { return PG_DETOAST_DATUM_PACKED(value); });
    return {VARDATA_ANY(plain), static_cast<std::size_t>(VARSIZE_ANY_EXHDR(plain))};
}

datum to_varlena(std::string_view content) {
    return call([=] {
        return PointerGetDatum(cstring_to_text_with_len(content.data(), static_cast<int>(content.size())));
    });
}

/// What the server knows about the elements of an array.
struct element {
    oid type;
    int length;
    bool by_value;
    char alignment;
};

constexpr element element_of(std::int16_t) { return {INT2OID, 2, true, TYPALIGN_SHORT}; }
constexpr element element_of(std::int64_t) { return {INT8OID, 8, true, TYPALIGN_DOUBLE}; }
constexpr element element_of(oid) { return {OIDOID, 4, true, TYPALIGN_INT}; }
element element_of(const std::string&) { return {TEXTOID, -1, false, TYPALIGN_INT}; }

struct parts {
    Datum* values;
    bool* nulls;
    int count;
};

parts parts_of(datum array, element of) {
    return call([=] {
        parts found{};
        deconstruct_array(DatumGetArrayTypeP(array), of.type, of.length, of.by_value, of.alignment,
                          &found.values, &found.nulls, &found.count);
        return found;
    });
}

/// Of arguments: what pg_trickle itself stores has none.
[[noreturn]] void refuse_null_element() {
    throw user_error(sqlstate::invalid_parameter_value, "an array must not contain NULL here")
        .hint("Leave the NULL out.");
}

void check_dimensions(datum array) {
    const int dimensions = call([=] { return ARR_NDIM(DatumGetArrayTypeP(array)); });
    if (dimensions <= 1) { return; }
    throw user_error(sqlstate::invalid_parameter_value,
                     std::format("an array must have one dimension here, not {}", dimensions))
        .hint("Pass a list of values.");
}

template <class T> std::vector<T> from_array(datum array) {
    check_dimensions(array);
    const parts found = parts_of(array, element_of(T()));
    std::vector<T> result;
    result.reserve(static_cast<std::size_t>(found.count));
    for (int i = 0; i < found.count; ++i) {
        if (found.nulls[i]) { refuse_null_element(); }
        result.push_back(sql_value<T>::from(found.values[i]));
    }
    return result;
}

template <class T> datum to_array(const std::vector<T>& items) {
    const element of = element_of(T());
    std::vector<Datum> values;
    values.reserve(items.size());
    for (const T& item : items) values.push_back(sql_value<T>::to(item));
    Datum* const data = values.data();
    const auto count = static_cast<int>(values.size());
    return call([=] {
        return PointerGetDatum(construct_array(data, count, of.type, of.length, of.by_value, of.alignment));
    });
}

} // namespace

datum sql_value<std::string_view>::to(std::string_view value) { return to_varlena(value); }

namespace detail {

template <> std::string copied_value<std::string>::from(datum value) { return content_of(value); }
template <> datum copied_value<std::string>::to(const std::string& value) { return to_varlena(value); }

template <> bytes copied_value<bytes>::from(datum value) { return {content_of(value)}; }
template <> datum copied_value<bytes>::to(const bytes& value) { return to_varlena(value.content); }

template <> json copied_value<json>::from(datum value) {
    return {call([=] {
        Jsonb* const document = DatumGetJsonbP(value);
        return const_cast<const char*>(
            JsonbToCString(nullptr, &document->root, static_cast<int>(VARSIZE(document))));
    })};
}
template <> datum copied_value<json>::to(const json& value) {
    const char* const text = value.text.c_str();
    return call([=] { return DirectFunctionCall1(jsonb_in, CStringGetDatum(text)); });
}

template <> std::vector<std::int16_t> copied_value<std::vector<std::int16_t>>::from(datum value) {
    return from_array<std::int16_t>(value);
}
template <> datum copied_value<std::vector<std::int16_t>>::to(const std::vector<std::int16_t>& value) {
    return to_array(value);
}
template <> std::vector<std::int64_t> copied_value<std::vector<std::int64_t>>::from(datum value) {
    return from_array<std::int64_t>(value);
}
template <> datum copied_value<std::vector<std::int64_t>>::to(const std::vector<std::int64_t>& value) {
    return to_array(value);
}
template <> std::vector<oid> copied_value<std::vector<oid>>::from(datum value) {
    return from_array<oid>(value);
}
template <> datum copied_value<std::vector<oid>>::to(const std::vector<oid>& value) {
    return to_array(value);
}
/// Those of users are names: one that is not known must not pass for one that is not there.
template <> std::vector<std::string> copied_value<std::vector<std::string>>::from(datum value) {
    if (call([=] { return array_contains_nulls(DatumGetArrayTypeP(value)); })) {
        throw user_error("22004", "an array of names must not contain NULL").hint("Leave the element out.");
    }
    return from_array<std::string>(value);
}
template <> datum copied_value<std::vector<std::string>>::to(const std::vector<std::string>& value) {
    return to_array(value);
}

} // namespace detail
} // namespace pgt::pg
