/// `std::format` of weights, records and Z-sets.  A header of its own, as <format> takes long to compile.
#pragma once

#include <dbsp/row/record.hpp>
#include <dbsp/zset/indexed_zset.hpp>
#include <dbsp/zset/ordered_index.hpp>

#include <format>
#include <string>
#include <string_view>

namespace dbsp::detail {

/// Formats what `to_text` gives, with the options of a string: fill, alignment, width, precision.
template <class T> struct text_formatter : std::formatter<std::string_view> {
    template <class Context> auto format(const T& value, Context& context) const {
        return std::formatter<std::string_view>::format(to_text(value), context);
    }
};

} // namespace dbsp::detail

/// With the options of its integer.
template <class I> struct std::formatter<dbsp::checked<I>> : std::formatter<I> {
    template <class Context> auto format(const dbsp::checked<I>& number, Context& context) const {
        return std::formatter<I>::format(number.value(), context);
    }
};
template <class... Fields>
struct std::formatter<dbsp::record<Fields...>> : dbsp::detail::text_formatter<dbsp::record<Fields...>> {};
template <class T, class W>
struct std::formatter<dbsp::zset<T, W>> : dbsp::detail::text_formatter<dbsp::zset<T, W>> {};
template <class K, class T, class W>
struct std::formatter<dbsp::indexed_zset<K, T, W>>
    : dbsp::detail::text_formatter<dbsp::indexed_zset<K, T, W>> {};
template <class K, class T, class W>
struct std::formatter<dbsp::ordered_index<K, T, W>>
    : dbsp::detail::text_formatter<dbsp::ordered_index<K, T, W>> {};
