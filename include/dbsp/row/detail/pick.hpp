/// Building a record out of some columns of a row.
#pragma once

#include <dbsp/row/fields.hpp>

#include <cstddef>
#include <utility>

namespace dbsp::detail {

template <named_row R, std::size_t Index>
inline constexpr auto field_name = [] {
    constexpr std::string_view text = field_names_v<R>[Index];
    fixed_string<text.size()> name;
    copy_text(text, name.text);
    return name;
}();

template <named_row R, std::size_t Index>
using field_at = field<field_name<R, Index>, type_at<Index, std::remove_cvref_t<R>>>;

/// A `Result` of the columns at `I`, in that order; columns of an rvalue are moved, each once.
template <class Result, named_row R, std::size_t... I>
constexpr Result pick([[maybe_unused]] R&& row, std::index_sequence<I...>) {
    return Result(get_at<I>(std::forward<R>(row))...);
}

template <named_row R> using all_indices = std::make_index_sequence<field_count_v<R>>;

} // namespace dbsp::detail
