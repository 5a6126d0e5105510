/// A row whose type is a list of named columns: `record<field<"id", int>, field<"region", std::string>>`.
#pragma once

#include <dbsp/detail/cells.hpp>
#include <dbsp/row/field.hpp>

#include <boost/hana/fwd/accessors.hpp>
#include <boost/hana/pair.hpp>
#include <boost/hana/string.hpp>
#include <boost/hana/tuple.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace dbsp {

namespace detail {
/// The first name that is repeated further to the right; empty if there is none.
template <std::size_t Count>
constexpr std::string_view first_duplicate(const std::array<std::string_view, Count>& names) {
    for (std::size_t i = 0; i < Count; ++i) {
        for (std::size_t j = i + 1; j < Count; ++j) {
            if (names[i] == names[j]) { return names[i]; }
        }
    }
    return {};
}

template <class... Fields>
inline constexpr std::array<std::string_view, sizeof...(Fields)> names_of = {Fields::name...};

template <class... Fields> struct duplicate_field {
    static constexpr std::string text() {
        return "record: the field name " + quoted(first_duplicate(names_of<Fields...>)) +
               " appears more than once among " + listed(names_of<Fields...>);
    }
};
} // namespace detail

/// A named tuple.  Laid out like a struct with one member a field, regular if the fields are, `==` and `<=>` go
/// field by field where the fields have them, `auto& [id, region] = r` works, and it is a Hana Struct (so a
/// `row`).  It is made from one value a field, in order, which convert implicitly; in braces they never narrow.
/// Names are unique: two fields of one name do not compile.
template <class... Fields>
    requires(detail::is_field<Fields> && ...)
struct record : detail::cells<std::index_sequence_for<Fields...>, typename Fields::type...> {
  private:
    using cells = detail::cells<std::index_sequence_for<Fields...>, typename Fields::type...>;
    static constexpr bool unique = detail::first_duplicate(detail::names_of<Fields...>).data() == nullptr;
    static_assert((detail::require<unique, detail::duplicate_field<Fields...>>(), true));

  public:
    constexpr record() = default;
    constexpr explicit(sizeof...(Fields) == 1) record(typename Fields::type... values)
        requires(sizeof...(Fields) > 0)
        : cells(std::in_place, std::move(values)...) {}

    friend constexpr bool operator==(const record&, const record&) = default;
    friend constexpr auto operator<=>(const record&, const record&) = default;
};

/// `make_record<"id", "region">(1, std::string("x"))`: a record of the decayed types of its arguments.
template <fixed_string... Names, class... Values> constexpr auto make_record(Values&&... values) {
    constexpr bool paired = sizeof...(Names) == sizeof...(Values);
    static_assert(paired, "make_record takes one value for each name");
    if constexpr (paired) {
        return record<field<Names, std::decay_t<Values>>...>(std::forward<Values>(values)...);
    }
}

/// Positional access, for structured bindings.
template <std::size_t Index, class... Fields>
    requires(Index < sizeof...(Fields))
constexpr auto& get(record<Fields...>& row) {
    return detail::cell_at<Index>(row);
}
template <std::size_t Index, class... Fields>
    requires(Index < sizeof...(Fields))
constexpr const auto& get(const record<Fields...>& row) {
    return detail::cell_at<Index>(row);
}
template <std::size_t Index, class... Fields>
    requires(Index < sizeof...(Fields))
constexpr auto&& get(record<Fields...>&& row) {
    return detail::cell_at<Index>(std::move(row));
}

namespace detail {
template <class T> inline constexpr bool is_record = false;
template <class... Fields> inline constexpr bool is_record<record<Fields...>> = true;

template <class... Fields> struct spelling<record<Fields...>> {
    static constexpr std::string text() {
        std::string list;
        ((list += (list.empty() ? "" : ", ") + spelling<Fields>::text()), ...);
        return "record<" + list + ">";
    }
};

template <fixed_string Name>
inline constexpr auto hana_name = []<std::size_t... I>(std::index_sequence<I...>) {
    return boost::hana::string_c<Name.text[I]...>;
}(std::make_index_sequence<Name.size()>{});
} // namespace detail

} // namespace dbsp

template <class... Fields>
struct std::tuple_size<dbsp::record<Fields...>> : std::integral_constant<std::size_t, sizeof...(Fields)> {};

template <std::size_t Index, class... Fields> struct std::tuple_element<Index, dbsp::record<Fields...>> {
    using type = std::remove_cvref_t<decltype(dbsp::get<Index>(std::declval<dbsp::record<Fields...>&>()))>;
};

template <class... Fields> struct boost::hana::accessors_impl<dbsp::record<Fields...>> {
    static constexpr auto apply() { return apply(std::index_sequence_for<Fields...>{}); }

    template <std::size_t... I> static constexpr auto apply(std::index_sequence<I...>) {
        return boost::hana::make_tuple(
            boost::hana::make_pair(dbsp::detail::hana_name<Fields::name>, dbsp::detail::cell_getter<I>{})...);
    }
};
