/// The concept of a row: a struct whose members have names that the compiler knows.
#pragma once

#include <dbsp/row/record.hpp>

#include <boost/hana/accessors.hpp>
#include <boost/hana/concept/struct.hpp>
#include <boost/hana/first.hpp>
#include <boost/hana/unpack.hpp>

#include <type_traits>

namespace dbsp {

namespace detail {
template <class T> inline constexpr bool is_hana_string = false;
template <char... C> inline constexpr bool is_hana_string<boost::hana::string<C...>> = true;

struct all_named {
    template <class... Member> constexpr auto operator()(const Member&...) const {
        return std::bool_constant<(
            is_hana_string<std::remove_cvref_t<decltype(boost::hana::first(std::declval<Member>()))>> &&
            ...)>{};
    }
};

template <class R> consteval bool is_row() {
    if constexpr (is_record<R>) {
        return true;
    } else if constexpr (boost::hana::Struct<R>::value) {
        return decltype(boost::hana::unpack(boost::hana::accessors<R>(), all_named{}))::value;
    } else {
        return false;
    }
}
} // namespace detail

/// A row, or a reference to one: a Hana Struct whose keys are `hana::string`s.
/// Laws: names are unique; reading a column changes nothing, and twice gives the same; moving out of one
/// column leaves the others readable.  Minimal definition: `BOOST_HANA_DEFINE_STRUCT` or
/// `BOOST_HANA_ADAPT_STRUCT`; or make it a `record`.  Models: every `record`.  The laws of `record` are
/// checked by tests/property/row/record.cpp.
template <class R> concept named_row = detail::is_row<std::remove_cvref_t<R>>();

static_assert(named_row<record<field<"id", int>>> && named_row<const record<>&>);
static_assert(!named_row<int> && !named_row<boost::hana::tuple<int>>);

} // namespace dbsp
