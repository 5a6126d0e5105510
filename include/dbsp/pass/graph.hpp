/// `graph_of(c)`: a circuit as a table of its operators, to print, count and compare.
#pragma once

#include <dbsp/operator/fixpoint.hpp>
#include <dbsp/operator/variable.hpp>
#include <dbsp/pass/memo.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace dbsp {

/// What a circuit consists of, without its functions and types.  Shared parts are there once; so is a leaf that occurs several
/// times, because it is one stream.
struct circuit_graph {
    /// A circuit nested in an operator: the body of a fixpoint.
    struct nested {
        std::size_t scope;  ///< the number that its vertices have as their scope
        std::size_t output; ///< the vertex whose value is the next iterate
        bool operator==(const nested&) const = default;
    };
    struct vertex {
        std::size_t id;    ///< its place in `vertices`
        std::string name;  ///< of the operator
        std::string label; ///< what the operator says of its functions; may be empty
        std::string algebra;
        std::vector<std::size_t> inputs;
        std::size_t scope = 0; ///< 0: the circuit itself; else that of the `nested` circuit it belongs to
        // NOLINTNEXTLINE(readability-redundant-member-init): so that it may be left out
        std::optional<nested> body = {};
        // NOLINTNEXTLINE(readability-redundant-member-init): likewise
        std::string note = {}; ///< what prints say besides, on a line of its own: a profile, say
        bool operator==(const vertex&) const = default;
    };

    std::vector<vertex> vertices; ///< inputs and bodies before the operators that need them
    std::size_t output = 0;

    bool operator==(const circuit_graph&) const = default;

    /// How many operators are called `name`, in nested circuits too.
    [[nodiscard]] std::size_t count(std::string_view name) const {
        return static_cast<std::size_t>(std::ranges::count(vertices, name, &vertex::name));
    }
};

namespace detail {

/// What an operator says of itself.
template <class Op> std::string graph_label(const Op& op) {
    if constexpr (of_class<Op, time_invariant>) {
        return op.clock == 0 ? "" : "clock " + std::to_string(op.clock);
    } else if constexpr (requires { op.label(); }) {
        return op.label();
    } else {
        return {};
    }
}
/// Its position says which fixpoint's iterate it is.
template <class Row, class W> std::string graph_label(const op::variable<Row, W>&) { return {}; }
/// `number`: which one of the circuit it is; the engine and the evaluator count in the same way.
template <any_circuit Body, op::iteration Form>
std::string graph_label(const op::fixpoint<Body, Form>& op, std::size_t number) {
    return fixpoint_label(op.title, number) + (Form == op::iteration::of_changes ? ", of changes" : "");
}

/// Enters the operators of one scope into a graph.
class graph_builder {
  public:
    /// Which vertex a node is, by the address of its inputs; of leaves that are one vertex, the first.
    using node_places = std::unordered_map<const void*, std::size_t>;

    graph_builder(circuit_graph& graph, std::size_t& scopes, std::size_t scope, node_places* places = nullptr)
        : graph_(&graph), scopes_(&scopes), scope_(scope), places_(places) {}

    template <static_circuit C> std::size_t operator()(const shared<C>& c) {
        return memo_.once(c, [&] { return (*this)(*c); });
    }
    template <dynamic_circuit C> std::size_t operator()(const C& c) {
        return memo_.once(c, [&] { return c.visit([&](const auto& n) { return (*this)(n); }); });
    }
    template <class Op, class... In> std::size_t operator()(const node<Op, In...>& n) {
        auto inputs = n.in.apply([&](const In&... in) { return std::vector<std::size_t>{(*this)(in)...}; });
        circuit_graph::vertex made{0, Op::name, {}, Op::algebra::name, std::move(inputs), scope_};
        if constexpr (requires { n.op.body; }) {
            auto const scope = ++*scopes_;
            made.label = graph_label(n.op, scope);
            made.body = {scope, graph_builder(*graph_, *scopes_, scope, places_)(n.op.body)};
        } else {
            made.label = graph_label(n.op);
        }
        if constexpr (sizeof...(In) == 0) {
            if (auto const known = find(made)) { return *known; }
        }
        made.id = graph_->vertices.size();
        if (places_ != nullptr) { places_->emplace(&n.in, made.id); }
        graph_->vertices.push_back(std::move(made));
        return graph_->vertices.back().id;
    }

  private:
    [[nodiscard]] std::optional<std::size_t> find(circuit_graph::vertex leaf) const {
        for (const auto& known : graph_->vertices) {
            leaf.id = known.id;
            if (leaf == known) { return known.id; }
        }
        return std::nullopt;
    }

    circuit_graph* graph_;
    std::size_t* scopes_;
    std::size_t scope_;
    node_places* places_;
    memo memo_;
};

} // namespace detail

/// The graph of a static or run-time circuit.
template <any_circuit C> [[nodiscard]] circuit_graph graph_of(const C& c) {
    circuit_graph graph;
    std::size_t scopes = 0;
    graph.output = detail::graph_builder(graph, scopes, 0)(c);
    return graph;
}

} // namespace dbsp
