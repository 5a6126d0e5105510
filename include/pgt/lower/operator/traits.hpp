/// `lowering_traits`: all that the lowering has to know of an operator, in one place.
///
/// Each operator of a run-time circuit has a header and a source of its own beside this one, which specialise `lowering_traits`.
/// The parts:
///
///     types(typing&, use)             the types of its columns, and which may be NULL
///     keys(key_finder&, use)          sets of columns that no two of its rows share
///     names(column_names&, use)       its columns in the words of the query, for people
///     origins(origin_finder&, use)    which of its columns are columns of a leaf, unchanged
///     changes(resolver&, use)         its change, given those of its inputs
///     sql(relational&, use)           its rows as a SELECT
///     upkeep, small, flow, linear     what it costs, and how changes pass through it (see piece.hpp)
///
/// What several operators share they inherit, by name: there are no defaults, and the table (src/pgt/lower/operator/table.cpp) does
/// not compile while an operator of circuits lacks a part.
#pragma once

#include <pgt/lower/piece/piece.hpp>

#include <concepts>

namespace pgt::lower {

/// Specialise this for each operator.
template <class Op> struct lowering_traits {};

/// An operator where it stands in a circuit.
template <class Op> struct use {
    const piece& at;
    const Op& op;

    [[nodiscard]] const circuit& whole() const { return at.whole(); }
    [[nodiscard]] const circuit& input(std::size_t i) const { return at.input(i); }
};

namespace detail {
template <class Op, class T = lowering_traits<Op>>
concept says_types = requires(typing& t, const use<Op>& u) { T::types(t, u); };
template <class Op, class T = lowering_traits<Op>>
concept says_keys = requires(key_finder& f, const use<Op>& u) { T::keys(f, u); };
template <class Op, class T = lowering_traits<Op>>
concept says_names = requires(column_names& f, const use<Op>& u) { T::names(f, u); };
template <class Op, class T = lowering_traits<Op>>
concept says_origins = requires(origin_finder& f, const use<Op>& u) { T::origins(f, u); };
template <class Op, class T = lowering_traits<Op>>
concept says_changes = requires(resolver& r, const use<Op>& u) { T::changes(r, u); };
template <class Op, class T = lowering_traits<Op>>
concept says_sql = requires(relational& r, const use<Op>& u) { T::sql(r, u); };
template <class Op, class T = lowering_traits<Op>>
concept says_upkeep = requires {
    { T::upkeep } -> std::convertible_to<cost>;
};
template <class Op, class T = lowering_traits<Op>>
concept says_small = requires {
    { T::small } -> std::convertible_to<smallness>;
};
template <class Op, class T = lowering_traits<Op>>
concept says_flow = requires {
    { T::flow } -> std::convertible_to<delta_flow>;
};
template <class Op, class T = lowering_traits<Op>>
concept says_linear = requires {
    { T::linear } -> std::convertible_to<linearity>;
};
} // namespace detail

/// Refuses an operator whose traits lack a part.
template <class Op> consteval bool has_all_parts() {
    static_assert(detail::says_types<Op>,
                  "lowering_traits: no `types` says which types the columns of this operator have");
    static_assert(detail::says_keys<Op>,
                  "lowering_traits: no `keys` says which keys the rows of this operator have");
    static_assert(detail::says_names<Op>,
                  "lowering_traits: no `names` says what the columns of this operator are called");
    static_assert(detail::says_origins<Op>,
                  "lowering_traits: no `origins` says which columns this operator passes through");
    static_assert(detail::says_changes<Op>,
                  "lowering_traits: no `changes` says how this operator changes with its inputs");
    static_assert(detail::says_sql<Op>, "lowering_traits: no `sql` says what SQL this operator becomes");
    static_assert(detail::says_upkeep<Op>,
                  "lowering_traits: no `upkeep` says what maintaining this operator costs");
    static_assert(detail::says_small<Op>, "lowering_traits: no `small` says when this operator has few rows");
    static_assert(detail::says_flow<Op>,
                  "lowering_traits: no `flow` says how a change of one source passes this operator");
    static_assert(detail::says_linear<Op>,
                  "lowering_traits: no `linear` says in which inputs this operator is linear");
    return true;
}

} // namespace pgt::lower
