/// fixpoint: recursion; a circuit run on its own result until nothing changes.
#pragma once

#include <dbsp/circuit/check.hpp>
#include <dbsp/operator/variable.hpp>

#include <atomic>
#include <string>

namespace dbsp {

/// How many iterations a fixpoint may take before it is given up with `budget_error`.
struct iteration_budget {
    std::size_t iterations = 1'000'000;
};

namespace op {
/// How the body of a fixpoint is meant: as the iterates themselves, or as their changes (what `incrementalize` makes).
enum class iteration : std::uint8_t { of_states, of_changes };

/// `fixpoint(body)(in...)` = the limit of `x_0 = 0`, `x_{i+1} = body(x_i, in...)`.
///
/// In the terms of the paper: the output is `S(D(y))` with `y = body(z^-1 y, I(delta0(in))...)` over a nested clock, `S` the
/// sum of a stream that is zero from some point on (nested_integral).
/// Recursive: the delta is the same nested circuit with its body differentiated twice, over the iterations and over time.
/// Errors: `budget_error` when the iterates have not settled within the budget.
/// Precondition: the body is a function of one iterate (no delay, integrate or differentiate in it).
template <any_circuit Body, iteration Form = iteration::of_states> struct fixpoint {
    using algebra = recursive;
    template <class...> using output = typename Body::value_type;
    static constexpr const char* name = "fixpoint";
    static constexpr iteration form = Form;

    Body body;
    std::uint64_t scope;
    std::size_t budget;

    [[noreturn]] void throw_budget() const {
        throw budget_error(
            "fixpoint #" + std::to_string(scope) + ": no fixpoint after " + std::to_string(budget) +
            " iterations; is the recursion bounded (a distinct in the body, data without cycles)? Raise the "
            "limit with iteration_budget if it only takes long");
    }
    [[nodiscard]] std::string label() const { return "#" + std::to_string(scope); }
};
} // namespace op

namespace detail {
template <class Given, class Row> struct unlike_iterate {
    static constexpr std::string text() {
        return "fixpoint: the body gives rows of type " + in_quotes<Given>() +
               ", its iterate has rows of type " + in_quotes<Row>() + "; both must be the same";
    }
};

inline std::uint64_t next_scope() {
    static std::atomic<std::uint64_t> last = 0;
    return ++last;
}

template <class Row, any_circuit In> auto make_variable(std::uint64_t scope) {
    using op_type = op::variable<Row, typename In::weight_type>;
    if constexpr (dynamic_circuit<In>) {
        return In(node<op_type>{{scope}, {}});
    } else {
        return node<op_type>{{scope}, {}};
    }
}

template <any_circuit In> auto make_import(std::uint64_t scope, std::size_t index) {
    using op_type = op::import <typename In::value_type, typename In::weight_type>;
    if constexpr (dynamic_circuit<In>) {
        return In(node<op_type>{{scope, index, false}, {}});
    } else {
        return node<op_type>{{scope, index, false}, {}};
    }
}
} // namespace detail

/// `fixpoint<row>(body, in...)` with `body(x, in...)` a circuit over the iterate `x`, of rows `row`, and the inputs.
///
///     auto paths = fixpoint<edge>([](auto path, auto edges) {
///         return distinct(edges + (path | join(edges, on(target, source), ends))); }, edges);
///
/// `row` may be left out where it is that of the first input.
template <class Row = void, class Body, any_circuit First, any_circuit... In>
[[nodiscard]] auto fixpoint(iteration_budget budget, Body body, First first, In... in) {
    using row = std::conditional_t<std::is_void_v<Row>, typename First::value_type, Row>;
    auto const scope = detail::next_scope();
    auto inside = [&]<std::size_t... I>(std::index_sequence<I...>) {
        return body(detail::make_variable<row, First>(scope), detail::make_import<First>(scope, 0),
                    detail::make_import<In>(scope, I + 1)...);
    }(std::index_sequence_for<In...>{});
    using given = typename decltype(inside)::value_type;
    detail::require<std::same_as<given, row>, detail::unlike_iterate<given, row>>();
    if constexpr (std::same_as<given, row> && (detail::check_kinds<"fixpoint", First, In>() && ...)) {
        return connect(op::fixpoint<decltype(inside)>{std::move(inside), scope, budget.iterations},
                       std::move(first), std::move(in)...);
    }
}

template <class Row = void, class Body, any_circuit First, any_circuit... In>
[[nodiscard]] auto fixpoint(Body body, First first, In... in) {
    return dbsp::fixpoint<Row>(iteration_budget{}, std::move(body), std::move(first), std::move(in)...);
}

} // namespace dbsp
