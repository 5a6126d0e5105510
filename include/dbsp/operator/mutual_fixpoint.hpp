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
#include <vector>

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
/// A name may stand in front, and a budget or options behind that or in its place.
template <class... Row, class Body, any_circuit First, any_circuit... In>
    requires(sizeof...(Row) > 1 && static_circuit<First>)
[[nodiscard]] auto mutual_fixpoint(std::string name, recursion_options how, Body body, First first,
                                   In... in) {
    auto const limit = share(dbsp::fixpoint<std::variant<Row...>>(
        std::move(name), how, detail::joint_body<Body, Row...>{std::move(body)}, std::move(first),
        std::move(in)...));
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return std::tuple(share(flat_map(limit, detail::rows_of_relation<I>{}))...);
    }(std::index_sequence_for<Row...>{});
}

template <class... Row, class Body, any_circuit First, any_circuit... In>
    requires(sizeof...(Row) > 1 && static_circuit<First>)
[[nodiscard]] auto mutual_fixpoint(std::string name, Body body, First first, In... in) {
    return dbsp::mutual_fixpoint<Row...>(std::move(name), recursion_options{}, std::move(body),
                                         std::move(first), std::move(in)...);
}

template <class... Row, class Body, any_circuit First, any_circuit... In>
    requires(sizeof...(Row) > 1 && static_circuit<First>)
[[nodiscard]] auto mutual_fixpoint(recursion_options how, Body body, First first, In... in) {
    return dbsp::mutual_fixpoint<Row...>(std::string(), how, std::move(body), std::move(first),
                                         std::move(in)...);
}

template <class... Row, class Body, any_circuit First, any_circuit... In>
    requires(sizeof...(Row) > 1 && static_circuit<First>)
[[nodiscard]] auto mutual_fixpoint(Body body, First first, In... in) {
    return dbsp::mutual_fixpoint<Row...>(std::string(), recursion_options{}, std::move(body),
                                         std::move(first), std::move(in)...);
}

/// How the rows of one relation stand among those of others in a run-time circuit, all of whose rows are of one type: `mark(row)` is the row as one
/// of this relation, `rows(row)` a list of the row without its mark, empty where it is one of another relation.
template <class Mark, class Rows> struct relation_marks {
    Mark mark;
    Rows rows;
};

/// Several relations of a run-time circuit: `marks(i)` gives the `relation_marks` of relation `i`, which differ.
template <class Marks> struct marked_relations {
    std::size_t count;
    Marks marks;
};

namespace detail {
/// The disjoint union of some relations.
template <dynamic_circuit C, class Marks> C joint(const std::vector<C>& parts, const Marks& marks) {
    C all = map(parts.front(), marks(std::size_t{0}).mark);
    for (std::size_t i = 1; i < parts.size(); ++i) { all = all + map(parts[i], marks(i).mark); }
    return all;
}
/// The relations of a disjoint union.
template <dynamic_circuit C, class Marks>
std::vector<C> parted(const C& all, std::size_t count, const Marks& marks) {
    std::vector<C> parts;
    for (std::size_t i = 0; i < count; ++i) { parts.push_back(flat_map(all, marks(i).rows)); }
    return parts;
}

/// The body of one fixpoint of run-time circuits, whose rows are those of all relations, and whose input those of all inputs.
template <dynamic_circuit C, class Marks, class Body> struct joint_dynamic_body {
    marked_relations<Marks> relations;
    std::size_t inputs;
    Body body;

    C operator()(const C& x, const C& in) const {
        std::vector<C> const given =
            body(parted(x, relations.count, relations.marks),
                 inputs == 1 ? std::vector{in} : parted(in, inputs, relations.marks));
        if (given.size() != relations.count) {
            throw circuit_error("mutual_fixpoint: the body gives " + std::to_string(given.size()) +
                                " circuits for " + std::to_string(relations.count) + " relations");
        }
        return joint(given, relations.marks);
    }
};
} // namespace detail

/// The same of run-time circuits: any number of relations and of inputs, known at run time.  `body(relations, in)` takes and gives vectors of
/// circuits.
///
///     auto const limits = mutual_fixpoint(marked_relations{2, marks}, [](std::vector<C> both, std::vector<C> in) {
///         return std::vector{distinct(join(both[1], in[0], ...)), distinct(in[0] + join(both[0], in[0], ...))}; },
///         std::vector{edges});
///
/// Several inputs are marked as the relations are, so that the fixpoint has one: `marks(i)` is called for each of them, too.
/// Errors: `circuit_error` where there is no relation or no input, or the body gives another number of circuits.
template <class Marks, class Body, dynamic_circuit C>
[[nodiscard]] std::vector<C> mutual_fixpoint(std::string name, recursion_options how,
                                             marked_relations<Marks> relations, Body body,
                                             const std::vector<C>& in) {
    if (relations.count == 0) { throw circuit_error("mutual_fixpoint: there is no relation"); }
    if (in.empty()) { throw circuit_error("mutual_fixpoint: there is no input"); }
    C const input = in.size() == 1 ? in.front() : detail::joint(in, relations.marks);
    C const limit = dbsp::fixpoint(
        std::move(name), how,
        detail::joint_dynamic_body<C, Marks, Body>{relations, in.size(), std::move(body)}, input);
    return detail::parted(limit, relations.count, relations.marks);
}

template <class Marks, class Body, dynamic_circuit C>
[[nodiscard]] std::vector<C> mutual_fixpoint(std::string name, marked_relations<Marks> relations, Body body,
                                             const std::vector<C>& in) {
    return dbsp::mutual_fixpoint(std::move(name), recursion_options{}, std::move(relations), std::move(body),
                                 in);
}

template <class Marks, class Body, dynamic_circuit C>
[[nodiscard]] std::vector<C> mutual_fixpoint(marked_relations<Marks> relations, Body body,
                                             const std::vector<C>& in) {
    return dbsp::mutual_fixpoint(std::string(), recursion_options{}, std::move(relations), std::move(body),
                                 in);
}

} // namespace dbsp
