/// mutual_fixpoint: recursion of several relations, each in terms of all.
#pragma once

#include <dbsp/operator/fixpoint.hpp>
#include <dbsp/operator/flat_map.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/plus.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <variant>

namespace dbsp {

namespace detail {
/// A row as one of relation `I`.
template <std::size_t I, class Tagged> struct as_relation {
    template <class Row> Tagged operator()(const Row& row) const {
        return Tagged(std::in_place_index<I>, row);
    }
    [[nodiscard]] static std::string label() { return "relation " + std::to_string(I); }
};
/// The row, if it is one of relation `I`.
template <std::size_t I> struct rows_of_relation {
    template <class Tagged> auto operator()(const Tagged& row) const {
        using found = std::span<const std::variant_alternative_t<I, Tagged>>;
        auto const* const one = std::get_if<I>(&row);
        return one == nullptr ? found() : found(one, 1);
    }
    [[nodiscard]] static std::string label() { return "relation " + std::to_string(I); }
};

template <class Given> inline constexpr std::size_t relations_given = 0;
template <any_circuit... C> inline constexpr std::size_t relations_given<std::tuple<C...>> = sizeof...(C);

template <class Given> struct not_so_many_relations {
    static constexpr std::string text() {
        return "mutual_fixpoint: the body gives " + in_quotes<Given>() +
               ", not a std::tuple with a circuit for each relation";
    }
};
template <class Given, class Row> struct unlike_relation {
    static constexpr std::string text() {
        return "mutual_fixpoint: the body gives rows of type " + in_quotes<Given>() +
               " for a relation with rows of type " + in_quotes<Row>() + "; both must be the same";
    }
};

template <class Given, class... Row, std::size_t... I>
consteval bool check_relations(std::index_sequence<I...>) {
    constexpr bool all = relations_given<Given> == sizeof...(Row);
    require<all, not_so_many_relations<Given>>();
    if constexpr (all) {
        (require<std::same_as<typename std::tuple_element_t<I, Given>::value_type, Row>,
                 unlike_relation<typename std::tuple_element_t<I, Given>::value_type, Row>>(),
         ...);
        return (std::same_as<typename std::tuple_element_t<I, Given>::value_type, Row> && ...);
    } else {
        return false;
    }
}

/// The body of one fixpoint, whose rows are those of all relations.
template <class Body, class... Row> struct joint_body {
    Body body;

    template <any_circuit X, any_circuit... In> auto operator()(X x, In... in) const {
        return [&]<std::size_t... I>(std::index_sequence<I...> all) {
            auto given = body(share(flat_map(x, rows_of_relation<I>{}))..., in...);
            if constexpr (check_relations<decltype(given), Row...>(all)) {
                return (map(std::get<I>(given), as_relation<I, std::variant<Row...>>{}) + ...);
            } else {
                return x;
            }
        }(std::index_sequence_for<Row...>{});
    }
};
} // namespace detail

/// `mutual_fixpoint<A, B>(body, in...)` with `body(a, b, in...)` a tuple of circuits, over the iterates `a` of rows `A` and `b` of
/// rows `B`: the limits of both, as a tuple.  The same for any number of relations; `fixpoint` of their disjoint union.
///
///     auto [even, odd] = mutual_fixpoint<path, path>([](auto even, auto odd, auto edges) {
///         return std::tuple(distinct(join(odd, edges, on(target, source), ends)),
///                           distinct(edges + join(even, edges, on(target, source), ends))); }, edges);
///
/// A name may stand in front, and behind that a budget.
template <class... Row, class Body, any_circuit First, any_circuit... In>
    requires(sizeof...(Row) > 1 && static_circuit<First>)
[[nodiscard]] auto mutual_fixpoint(std::string name, iteration_budget budget, Body body, First first,
                                   In... in) {
    auto const limit = share(dbsp::fixpoint<std::variant<Row...>>(
        std::move(name), budget, detail::joint_body<Body, Row...>{std::move(body)}, std::move(first),
        std::move(in)...));
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return std::tuple(share(flat_map(limit, detail::rows_of_relation<I>{}))...);
    }(std::index_sequence_for<Row...>{});
}

template <class... Row, class Body, any_circuit First, any_circuit... In>
    requires(sizeof...(Row) > 1 && static_circuit<First>)
[[nodiscard]] auto mutual_fixpoint(std::string name, Body body, First first, In... in) {
    return dbsp::mutual_fixpoint<Row...>(std::move(name), iteration_budget{}, std::move(body),
                                         std::move(first), std::move(in)...);
}

template <class... Row, class Body, any_circuit First, any_circuit... In>
    requires(sizeof...(Row) > 1 && static_circuit<First>)
[[nodiscard]] auto mutual_fixpoint(Body body, First first, In... in) {
    return dbsp::mutual_fixpoint<Row...>(std::string(), iteration_budget{}, std::move(body), std::move(first),
                                         std::move(in)...);
}

} // namespace dbsp
