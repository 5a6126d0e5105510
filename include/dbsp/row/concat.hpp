/// Two rows side by side: the default result of a join.
#pragma once

#include <dbsp/row/detail/pick.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace dbsp {

namespace detail {
/// The first name that both have; empty if there is none.
template <named_row Left, named_row Right> consteval std::string_view shared_name() {
    for (std::string_view name : field_names_v<Left>) {
        if (field_index<Right>(name) < field_count_v<Right>) { return name; }
    }
    return {};
}

template <class Left, class Right> struct clashing_rows {
    static constexpr std::string text() {
        return "concat: both rows have a column " + quoted(shared_name<Left, Right>()) +
               "; rename or drop it in " + spelling<std::remove_cvref_t<Left>>::text() + " or in " +
               spelling<std::remove_cvref_t<Right>>::text();
    }
};

template <named_row Left, named_row Right, std::size_t... L, std::size_t... R>
constexpr auto concat(Left&& left, Right&& right, std::index_sequence<L...>, std::index_sequence<R...>) {
    return record<field_at<Left, L>..., field_at<Right, R>...>(get_at<L>(std::forward<Left>(left))...,
                                                               get_at<R>(std::forward<Right>(right))...);
}
} // namespace detail

/// The columns of `left`, then those of `right`, in a record.  A name that both have is a compile-time error.
/// Laws: `concat` is associative and `record<>{}` is its unit, up to `to_record`.
template <named_row Left, named_row Right> constexpr auto concat(Left&& left, Right&& right) {
    constexpr bool disjoint = detail::shared_name<Left, Right>().data() == nullptr;
    detail::require<disjoint, detail::clashing_rows<Left, Right>>();
    if constexpr (disjoint) {
        return detail::concat(std::forward<Left>(left), std::forward<Right>(right),
                              detail::all_indices<Left>{}, detail::all_indices<Right>{});
    }
}

} // namespace dbsp
