/// C++ types for SQL values: `sql_value<T>` says which SQL type a T is, and converts.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <bit>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pgt::pg {

/// A transaction id that is not subject to wraparound: xid8.
enum class full_xid : std::uint64_t {};
/// A point in time: microseconds since 2000-01-01 UTC, timestamptz.
enum class moment : std::int64_t {};
/// The bytes of a bytea.
struct bytes {
    std::string content;
    bool operator==(const bytes&) const = default;
};
/// A JSON document: jsonb.
struct json {
    std::string text;
    bool operator==(const json&) const = default;
};

/// How a C++ type stands for an SQL type: `type`, its oid; `from(datum)`; `to(value)`, which allocates in the
/// current memory context. Both may throw `error`.
template <class T> struct sql_value;

namespace detail {

/// For types whose values are datums by themselves.
template <class T, oid Type> struct plain_value {
    static constexpr oid type = Type;
    static constexpr T from(datum value) noexcept { return static_cast<T>(value); }
    static constexpr datum to(T value) noexcept { return static_cast<datum>(value); }
};

template <class T> struct copied_value {
    static T from(datum value);
    static datum to(const T& value);
};

} // namespace detail

template <> struct sql_value<bool> : detail::plain_value<bool, 16> {};
template <> struct sql_value<std::int64_t> : detail::plain_value<std::int64_t, 20> {};
template <> struct sql_value<std::int16_t> : detail::plain_value<std::int16_t, 21> {};
template <> struct sql_value<std::int32_t> : detail::plain_value<std::int32_t, 23> {};
/// An oid, also a regclass.
template <> struct sql_value<oid> : detail::plain_value<oid, 26> {};
template <> struct sql_value<moment> : detail::plain_value<moment, 1184> {};
template <> struct sql_value<full_xid> : detail::plain_value<full_xid, 5069> {};

template <> struct sql_value<double> {
    static constexpr oid type = 701;
    static constexpr double from(datum value) noexcept { return std::bit_cast<double>(value); }
    static constexpr datum to(double value) noexcept { return std::bit_cast<datum>(value); }
};

template <> struct sql_value<std::string> : detail::copied_value<std::string> {
    static constexpr oid type = 25;
};
/// As a parameter only: it does not own the text.
template <> struct sql_value<std::string_view> {
    static constexpr oid type = 25;
    static datum to(std::string_view value);
};
template <> struct sql_value<bytes> : detail::copied_value<bytes> {
    static constexpr oid type = 17;
};
template <> struct sql_value<json> : detail::copied_value<json> {
    static constexpr oid type = 3802;
};
template <> struct sql_value<std::vector<std::int16_t>> : detail::copied_value<std::vector<std::int16_t>> {
    static constexpr oid type = 1005;
};
template <> struct sql_value<std::vector<std::int64_t>> : detail::copied_value<std::vector<std::int64_t>> {
    static constexpr oid type = 1016;
};
template <> struct sql_value<std::vector<oid>> : detail::copied_value<std::vector<oid>> {
    static constexpr oid type = 1028;
};
template <> struct sql_value<std::vector<std::string>> : detail::copied_value<std::vector<std::string>> {
    static constexpr oid type = 1009;
};

/// A datum or NULL, with its type.
struct nullable_datum {
    datum value = 0;
    bool is_null = true;
};

/// An empty optional stands for NULL.
template <class T> struct nullable_value {
    static constexpr bool allows_null = false;
    using plain = T;
    static T from(nullable_datum value) { return sql_value<T>::from(value.value); }
    static nullable_datum to(const T& value) { return {.value = sql_value<T>::to(value), .is_null = false}; }
};
template <class T> struct nullable_value<std::optional<T>> {
    static constexpr bool allows_null = true;
    using plain = T;
    static std::optional<T> from(nullable_datum value) {
        if (value.is_null) return std::nullopt;
        return sql_value<T>::from(value.value);
    }
    static nullable_datum to(const std::optional<T>& value) {
        if (!value) return {};
        return {.value = sql_value<T>::to(*value), .is_null = false};
    }
};

} // namespace pgt::pg
