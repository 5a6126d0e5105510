/// What columns a row type has: their number, names and types.
#pragma once

#include <dbsp/row/concept.hpp>

#include <boost/hana/at.hpp>
#include <boost/hana/length.hpp>
#include <boost/hana/second.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace dbsp {

namespace detail {
struct member_names {
    template <char... C> static constexpr std::string_view text(boost::hana::string<C...> name) {
        return {name.c_str(), sizeof...(C)};
    }
    template <class... Member>
    constexpr std::array<std::string_view, sizeof...(Member)> operator()(const Member&... member) const {
        return {text(boost::hana::first(member))...};
    }
};

/// The columns of any Hana Struct, found through its accessors.
template <class R> struct columns_of_row {
    static constexpr auto members = boost::hana::accessors<R>();
    static constexpr auto names = boost::hana::unpack(members, member_names{});

    template <std::size_t Index, class Row> static constexpr decltype(auto) at(Row&& row) {
        return boost::hana::second(boost::hana::at_c<Index>(members))(std::forward<Row>(row));
    }
};

/// The same for records, without the detour.
template <class... Fields> struct columns_of_row<record<Fields...>> {
    static constexpr auto names = names_of<Fields...>;

    template <std::size_t Index, class Row> static constexpr decltype(auto) at(Row&& row) {
        return cell_at<Index>(std::forward<Row>(row));
    }
};

template <std::size_t Index, named_row R> constexpr decltype(auto) get_at(R&& row) {
    return columns_of_row<std::remove_cvref_t<R>>::template at<Index>(std::forward<R>(row));
}

template <std::size_t Index, named_row R>
using type_at = std::remove_cvref_t<decltype(get_at<Index>(std::declval<const R&>()))>;
} // namespace detail

/// The names of the columns of `R`, in order: a `std::array` of `std::string_view`.
template <named_row R>
inline constexpr auto field_names_v = detail::columns_of_row<std::remove_cvref_t<R>>::names;

/// The number of columns of `R`.
template <named_row R> inline constexpr std::size_t field_count_v = field_names_v<R>.size();

namespace detail {
/// The index of the column; `field_count_v<R>` if there is none of that name.
template <named_row R> consteval std::size_t field_index(std::string_view name) {
    std::size_t index = 0;
    while (index < field_count_v<R> && field_names_v<R>[index] != name) { ++index; }
    return index;
}

template <class R, fixed_string Name> struct missing_column {
    static constexpr std::string text() {
        return "there is no column " + quoted(Name) + " in " + spelling<std::remove_cvref_t<R>>::text() +
               ", whose columns are: " + listed(field_names_v<R>);
    }
};

/// The same index, where it must exist: a sentence names the missing column otherwise.
template <named_row R, fixed_string Name> consteval std::size_t required_index() {
    constexpr std::size_t index = field_index<R>(Name);
    require<(index < field_count_v<R>), missing_column<R, Name>>();
    return index;
}

/// The type of a column in a `std::type_identity`; of a missing one, which has been explained, `void`.
template <named_row R, fixed_string Name> consteval auto field_type() {
    constexpr std::size_t index = required_index<R, Name>();
    if constexpr (index < field_count_v<R>) {
        return std::type_identity<type_at<index, std::remove_cvref_t<R>>>{};
    } else {
        return std::type_identity<void>{};
    }
}
} // namespace detail

/// Whether `R` has a column called `Name`.
template <named_row R, fixed_string Name>
inline constexpr bool has_field_v = detail::field_index<R>(Name) < field_count_v<R>;

/// The type of the column called `Name`; a name that `R` does not have is a compile-time error.
template <named_row R, fixed_string Name>
using field_type_t = typename decltype(detail::field_type<R, Name>())::type;

} // namespace dbsp
