/// `as<"total">(sum(f))`: an aggregate with a name, for the column that it fills.
#pragma once

#include <dbsp/aggregate/aggregator.hpp>
#include <dbsp/row/field.hpp>
#include <dbsp/wiring/function.hpp>

namespace dbsp {

namespace agg {
/// `Agg` in all respects, but for the name of its column.
template <fixed_string Name, class Agg> struct named : Agg {
    static constexpr auto column = Name;
    [[nodiscard]] std::string label() const {
        return label_of(static_cast<const Agg&>(*this)) + " as " + std::string(Name);
    }
};
} // namespace agg

/// `aggregate` under the name `Name`.
template <fixed_string Name, class Agg>
    requires requires { typename Agg::algebra; }
[[nodiscard]] auto as(Agg aggregate) {
    return agg::named<Name, Agg>{std::move(aggregate)};
}

namespace detail {
/// What the aggregate itself is called.
template <class Agg>
inline constexpr auto fixed_name = [] {
    constexpr std::string_view text = Agg::name;
    fixed_string<text.size()> name;
    copy_text(text, name.text);
    return name;
}();

/// What its column is called.
template <class Agg>
inline constexpr auto aggregate_name = [] {
    if constexpr (requires { Agg::column; }) {
        return Agg::column;
    } else {
        return fixed_name<Agg>;
    }
}();
} // namespace detail

} // namespace dbsp
