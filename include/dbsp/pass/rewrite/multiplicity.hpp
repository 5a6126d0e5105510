/// What is known of the weights of a circuit: that it is a set, a bag, or nothing.
#pragma once

#include <dbsp/operator/aggregate.hpp>
#include <dbsp/operator/antijoin.hpp>
#include <dbsp/operator/delay.hpp>
#include <dbsp/operator/differentiate.hpp>
#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/except_all.hpp>
#include <dbsp/operator/except_distinct.hpp>
#include <dbsp/operator/filter.hpp>
#include <dbsp/operator/fixpoint.hpp>
#include <dbsp/operator/flat_map.hpp>
#include <dbsp/operator/full_join.hpp>
#include <dbsp/operator/group_transform.hpp>
#include <dbsp/operator/integrate.hpp>
#include <dbsp/operator/intersect_all.hpp>
#include <dbsp/operator/intersect_distinct.hpp>
#include <dbsp/operator/left_join.hpp>
#include <dbsp/operator/positive.hpp>
#include <dbsp/operator/product.hpp>
#include <dbsp/operator/restrict.hpp>
#include <dbsp/operator/right_join.hpp>
#include <dbsp/operator/source.hpp>
#include <dbsp/operator/support.hpp>
#include <dbsp/operator/top_k.hpp>
#include <dbsp/operator/union_distinct.hpp>
#include <dbsp/pass/memo.hpp>
#include <dbsp/pass/rewrite/rule.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <string>

namespace dbsp {

/// What holds for the weights of a stream at every moment, from the weakest to the strongest.
enum class multiplicity : std::uint8_t {
    any, ///< nothing
    bag, ///< no weight is negative
    set  ///< every weight is zero or one
};

/// The sources of the circuit carry this, all of them.  True of states of tables without duplicates, say; never of changes.
template <multiplicity M> struct every_source {
    template <class Row, class W> [[nodiscard]] multiplicity of(const op::source<Row, W>&) const { return M; }
};
/// Nothing is known of the sources.
using unknown_sources = every_source<multiplicity::any>;

/// What is known of each source by its name; nothing of those that are not named.  For run-time circuits: the names in a static
/// circuit are not part of its type, so there it says nothing.
struct declared_sources {
    std::map<std::string, multiplicity> tables;

    template <class Row, class W> [[nodiscard]] multiplicity of(const op::source<Row, W>& source) const {
        auto const known = tables.find(source.table);
        return known == tables.end() ? multiplicity::any : known->second;
    }
};

namespace rewrite {

/// Whether the pairing gives different rows for different pairs.
template <class Pairing> inline constexpr bool is_injective = std::same_as<Pairing, default_pairing>;

namespace detail {
template <class Op> inline constexpr bool makes_set_rows = false;
template <class Key, class... Agg>
inline constexpr bool makes_set_rows<op::aggregate<Key, aggregation<default_group_row<Agg...>, Agg...>>> =
    true;

template <class Op> inline constexpr bool has_injective_pairing = false;
template <class On, class Pairing>
inline constexpr bool has_injective_pairing<op::join<On, Pairing>> = is_injective<Pairing>;
template <class C, class Pairing>
inline constexpr bool has_injective_pairing<op::product<C, Pairing>> = is_injective<Pairing>;

template <class Op, class... Option> inline constexpr bool is_one_of = (std::same_as<Op, Option> || ...);
} // namespace detail

/// What an operator makes of what is known of its inputs.  The least of the inputs is `in...`; where the weights of the output are
/// sums or products of weights of the inputs, bags give bags and no more.
template <class Op, std::size_t N>
constexpr multiplicity multiplicity_after(const std::array<multiplicity, N>& in) {
    using enum multiplicity;
    auto const least = N == 0 ? any : *std::ranges::min_element(in);
    auto const at_most = [&](multiplicity most) { return std::min(least, most); };
    if constexpr (detail::is_one_of<Op, op::distinct, op::support, op::union_distinct, op::intersect_distinct,
                                    op::except_distinct>) {
        return set;
    } else if constexpr (detail::is_one_of<Op, op::positive, op::intersect_all, op::except_all>) {
        return least == set ? set : bag; // max(0, 1 - 1) and min(1, 1) again 0 or 1
    } else if constexpr (is_instance<Op, op::aggregate> || is_instance<Op, op::group_transform>) {
        return detail::makes_set_rows<Op> ? set : bag; // each row once, but two groups may give the same
    } else if constexpr (is_instance<Op, op::top_k>) {
        return std::max(bag, least); // some of the rows
    } else if constexpr (is_instance<Op, op::filter> || std::same_as<Op, op::delay>) {
        return least;
    } else if constexpr (is_instance<Op, op::semijoin> || is_instance<Op, op::antijoin> ||
                         is_instance<Op, op::restrict>) {
        return in[0]; // some of the rows of the first input
    } else if constexpr (is_instance<Op, op::map> || is_instance<Op, op::flat_map> ||
                         std::same_as<Op, op::plus> || std::same_as<Op, op::integrate>) {
        return at_most(bag);
    } else if constexpr (is_instance<Op, op::join> || is_instance<Op, op::product>) {
        return at_most(detail::has_injective_pairing<Op> ? set : bag);
    } else if constexpr (is_instance<Op, op::left_join> || is_instance<Op, op::right_join> ||
                         is_instance<Op, op::full_join>) {
        return at_most(bag);
    } else {
        return any; // minus, negate, differentiate; the iterate and the imports of a fixpoint
    }
}

namespace detail {
/// By type.
template <class Sources, class C> struct static_multiplicity;
template <class Sources, class C>
struct static_multiplicity<Sources, shared<C>> : static_multiplicity<Sources, C> {};
template <class Sources, class Op, class... In> struct static_multiplicity<Sources, node<Op, In...>> {
    static constexpr multiplicity value = multiplicity_after<Op>(
        std::array<multiplicity, sizeof...(In)>{static_multiplicity<Sources, In>::value...});
};
template <multiplicity M, class Row, class W>
struct static_multiplicity<every_source<M>, node<op::source<Row, W>>> {
    static constexpr multiplicity value = M;
};
template <class Sources, class Body, class... In>
struct static_multiplicity<Sources, node<op::fixpoint<Body, op::iteration::of_states>, In...>>
    : static_multiplicity<Sources, Body> {};
} // namespace detail

/// What is known of the weights of circuits, bottom up, given what is known of the sources.
template <class Sources> class multiplicities {
  public:
    explicit multiplicities(Sources sources) : sources_(std::move(sources)) {}

    template <static_circuit C> auto operator()(const C&) {
        return std::integral_constant<multiplicity, detail::static_multiplicity<Sources, C>::value>{};
    }
    template <dynamic_circuit C> multiplicity operator()(const C& c) {
        return memo_.once(c, [&] { return c.visit([&](const auto& n) { return of(n); }); });
    }

  private:
    template <class Op, class... In> multiplicity of(const node<Op, In...>& n) {
        return n.in.apply([&](const In&... in) {
            return multiplicity_after<Op>(std::array<multiplicity, sizeof...(In)>{(*this)(in)...});
        });
    }
    template <class Row, class W> multiplicity of(const node<op::source<Row, W>>& n) {
        return sources_.of(n.op);
    }
    template <any_circuit Body, class... In>
    multiplicity of(const node<op::fixpoint<Body, op::iteration::of_states>, In...>& n) {
        return (*this)(n.op.body); // the limit is a value of the body
    }

    Sources sources_;
    dbsp::detail::memo memo_;
};

} // namespace rewrite
} // namespace dbsp
