/// The SQL name of a C++ type, for `CAST`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace dbsp {

/// Specialise it for a type of your own; empty if SQL has no such type (unsigned integers, for one).
template <class T> inline constexpr std::string_view sql_type_name{};

template <> inline constexpr std::string_view sql_type_name<bool> = "boolean";
template <> inline constexpr std::string_view sql_type_name<short> = "smallint";
template <> inline constexpr std::string_view sql_type_name<int> = "integer";
template <> inline constexpr std::string_view sql_type_name<long> = sizeof(long) == 8 ? "bigint" : "integer";
template <> inline constexpr std::string_view sql_type_name<long long> = "bigint";
template <> inline constexpr std::string_view sql_type_name<float> = "real";
template <> inline constexpr std::string_view sql_type_name<double> = "double precision";
template <> inline constexpr std::string_view sql_type_name<std::string> = "text";

} // namespace dbsp
