/// fixpoint: recursion; a circuit run on its own result until nothing changes.
#pragma once

#include <dbsp/operator/variable.hpp>
#include <dbsp/wiring/check.hpp>

#include <algorithm>
#include <atomic>
#include <string>
#include <vector>

namespace dbsp {

/// How a fixpoint is run.
struct recursion_options {
    std::size_t iterations = 1'000'000; ///< as `iteration_budget`
    /// The engine may recompute the fixpoint in place of following its changes, where that is less work; it then keeps inputs and result, too.
    bool recompute_when_cheaper = false;
};

/// How many iterations a fixpoint may take before it is given up with `budget_error`.
struct iteration_budget {
    std::size_t iterations = recursion_options{}.iterations;

    // NOLINTNEXTLINE(google-explicit-constructor,hicpp-explicit-conversions): a budget says how, too
    operator recursion_options() const { return {.iterations = iterations}; }
};

namespace detail {
/// What a fixpoint is called, in prints: its name, or where it has none its number in the circuit that is printed or run.
inline std::string fixpoint_label(const std::string& name, std::size_t number) {
    return name.empty() ? "no. " + std::to_string(number) : name;
}
/// The same in errors.
inline std::string fixpoint_title(const std::string& name, std::size_t number) {
    return "fixpoint " + (name.empty() ? fixpoint_label(name, number) : "'" + name + "'");
}

/// A fixpoint under construction, for the leaves of its body: `scope` is the identity of the fixpoint as it was written.
struct open_fixpoint {
    std::uint64_t scope = 0;
    std::string title = {}; // NOLINT(readability-redundant-member-init): so that it may be left out
};

/// The innermost of the fixpoints around, which must be the one that `leaf` belongs to.  Throws `circuit_error` where it is not.
template <class Frame, class Leaf>
Frame& frame_of(const std::vector<Frame*>& around, const Leaf& leaf, const char* what) {
    if (!around.empty() && around.back()->scope == leaf.scope) { return *around.back(); }
    auto const known = std::ranges::find(around, leaf.scope, &Frame::scope);
    auto const title = known != around.end() ? (*known)->title
                       : leaf.owner.empty()  ? std::string("another fixpoint")
                                             : fixpoint_title(leaf.owner, 0);
    throw circuit_error(std::string(what) + " of " + title +
                        " used outside its body; hand it to the inner fixpoint as an input");
}
} // namespace detail

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
    std::string title = {};  ///< the name that its user gave; NOLINT(readability-redundant-member-init)
    bool recomputes = false; ///< where that is less work

    /// `number`: which one it is in the circuit that runs, as prints count.
    [[noreturn]] void throw_budget(std::size_t number) const {
        throw budget_error(
            detail::fixpoint_title(title, number) + ": no fixpoint after " + std::to_string(budget) +
            " iterations; is the recursion bounded (a distinct in the body, data without cycles)? Raise the "
            "limit with iteration_budget if it only takes long");
    }
    [[nodiscard]] const std::string& label() const { return title; }
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

template <class Row, any_circuit In> auto make_variable(std::uint64_t scope, const std::string& owner = {}) {
    using op_type = op::variable<Row, typename In::weight_type>;
    if constexpr (dynamic_circuit<In>) {
        return In(node<op_type>{{scope, owner}, {}});
    } else {
        return node<op_type>{{scope, owner}, {}};
    }
}

template <any_circuit In>
auto make_import(std::uint64_t scope, std::size_t index, const std::string& owner = {}) {
    using op_type = op::import <typename In::value_type, typename In::weight_type>;
    if constexpr (dynamic_circuit<In>) {
        return In(node<op_type>{{scope, index, false, owner}, {}});
    } else {
        return node<op_type>{{scope, index, false, owner}, {}};
    }
}
} // namespace detail

/// `fixpoint<row>(body, in...)` with `body(x, in...)` a circuit over the iterate `x`, of rows `row`, and the inputs.
///
///     auto paths = fixpoint<edge>([](auto path, auto edges) {
///         return distinct(edges + (path | join(edges, on(target, source), ends))); }, edges);
///
/// `row` may be left out where it is that of the first input.  With a name in front, `fixpoint<row>("paths", body, in...)`, prints
/// and errors call it so; else they say which one of the circuit it is.
template <class Row = void, class Body, any_circuit First, any_circuit... In>
[[nodiscard]] auto fixpoint(std::string name, recursion_options how, Body body, First first, In... in) {
    using row = std::conditional_t<std::is_void_v<Row>, typename First::value_type, Row>;
    auto const scope = detail::next_scope();
    auto inside = [&]<std::size_t... I>(std::index_sequence<I...>) {
        return body(detail::make_variable<row, First>(scope, name),
                    detail::make_import<First>(scope, 0, name),
                    detail::make_import<In>(scope, I + 1, name)...);
    }(std::index_sequence_for<In...>{});
    using given = typename decltype(inside)::value_type;
    detail::require<std::same_as<given, row>, detail::unlike_iterate<given, row>>();
    if constexpr (std::same_as<given, row> && (detail::check_kinds<"fixpoint", First, In>() && ...)) {
        return connect(op::fixpoint<decltype(inside)>{std::move(inside), scope, how.iterations,
                                                      std::move(name), how.recompute_when_cheaper},
                       std::move(first), std::move(in)...);
    }
}

template <class Row = void, class Body, any_circuit First, any_circuit... In>
[[nodiscard]] auto fixpoint(std::string name, Body body, First first, In... in) {
    return dbsp::fixpoint<Row>(std::move(name), recursion_options{}, std::move(body), std::move(first),
                               std::move(in)...);
}

template <class Row = void, class Body, any_circuit First, any_circuit... In>
[[nodiscard]] auto fixpoint(recursion_options how, Body body, First first, In... in) {
    return dbsp::fixpoint<Row>(std::string(), how, std::move(body), std::move(first), std::move(in)...);
}

template <class Row = void, class Body, any_circuit First, any_circuit... In>
[[nodiscard]] auto fixpoint(Body body, First first, In... in) {
    return dbsp::fixpoint<Row>(std::string(), recursion_options{}, std::move(body), std::move(first),
                               std::move(in)...);
}

} // namespace dbsp
