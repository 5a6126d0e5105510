/// Circuits as plain values: an operator wired to the circuits that feed it.
#pragma once

#include <dbsp/concept/algebra.hpp>
#include <dbsp/concept/checked.hpp>
#include <dbsp/detail/pack.hpp>
#include <dbsp/wiring/function.hpp>
#include <dbsp/zset/zset.hpp>

#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>

namespace dbsp {

/// Anything that represents a stream of Z-sets: `node`, `shared`, `circuit`.
/// Requirements: `C::circuit_tag`, `C::value_type` (the rows), `C::weight_type`.
template <class C>
concept any_circuit = requires {
    typename C::circuit_tag;
    typename C::value_type;
    typename C::weight_type;
};

/// A circuit whose operators are known only at run time (`circuit<F>`).
template <class C> concept dynamic_circuit = any_circuit<C> && requires { typename C::functions; };

/// A circuit whose operators are all known from its type.
template <class C> concept static_circuit = any_circuit<C> && !dynamic_circuit<C>;

namespace detail {
template <class Op, class... In> struct weight_of {
    using type = std::tuple_element_t<0, std::tuple<typename In::weight_type...>>;
};
template <class Op> struct weight_of<Op> {
    using type = typename Op::weight_type;
};
} // namespace detail

/// An operator and its inputs.  One template for every operator: with static inputs the whole circuit is a type, with
/// `circuit` inputs it is one node of a run-time graph.
template <stream_operator Op, any_circuit... In> struct node {
    using circuit_tag = void;
    using op_type = Op;
    using value_type = typename Op::template output<typename In::value_type...>;
    using weight_type = typename detail::weight_of<Op, In...>::type;
    static constexpr std::size_t arity = sizeof...(In);

    Op op;
    detail::pack<In...> in;
};

/// A static circuit used in several places: executed once a step, its result goes to all of them.  Identity counts: two
/// calls of `share` make two.
template <static_circuit C> class shared {
  public:
    using circuit_tag = void;
    using value_type = typename C::value_type;
    using weight_type = typename C::weight_type;
    using target_type = C;

    explicit shared(C circuit) : target_(std::make_shared<const C>(std::move(circuit))) {}
    shared(const shared&) = default; // there is no move: it would leave a circuit that is none
    shared& operator=(const shared&) = default;
    ~shared() = default;
    [[nodiscard]] const C& operator*() const { return *target_; }
    [[nodiscard]] const void* identity() const { return target_.get(); }

  private:
    std::shared_ptr<const C> target_;
};

/// Marks a circuit for use in several places.  Run-time circuits are shared as they are, and what is `shared` already stays so.
template <any_circuit C> [[nodiscard]] auto share(C circuit) {
    if constexpr (dynamic_circuit<C>) {
        return circuit;
    } else if constexpr (requires { circuit.identity(); }) {
        return circuit;
    } else {
        return shared<C>(std::move(circuit));
    }
}

namespace detail {
/// The function type an operator over `In` holds for `Fn`: the function itself, or the run-time circuit's type for the role.
template <class In, class Role, class Fn> struct stored {
    using type = Fn;
};
template <dynamic_circuit In, class Role, class Fn> struct stored<In, Role, Fn> {
    using type = typename In::functions::template function<Role>;
};
template <class In, class Role, class Fn>
using stored_t = typename stored<In, Role, std::remove_cvref_t<Fn>>::type;

template <class C> inline constexpr bool is_node = false;
template <class Op, class... In> inline constexpr bool is_node<node<Op, In...>> = true;
} // namespace detail

/// Wires an operator to its inputs: a `node` of static inputs, a `circuit` of run-time ones.
template <stream_operator Op, any_circuit... In> [[nodiscard]] auto connect(Op op, In... in) {
    if constexpr (sizeof...(In) > 0 && (dynamic_circuit<In> || ...)) {
        static_assert((dynamic_circuit<In> && ...),
                      "a run-time circuit cannot be wired to a static one; build all inputs as circuit<F>");
        using dynamic = std::tuple_element_t<0, std::tuple<In...>>;
        return dynamic(node<Op, In...>{std::move(op), {{{std::move(in)}...}}});
    } else {
        return node<Op, In...>{std::move(op), {{{std::move(in)}...}}};
    }
}

/// A circuit that still lacks its input: what `filter(p)` is in `orders | filter(p)`.
template <class Build> struct pipe {
    Build build;

    template <any_circuit In> friend auto operator|(In in, const pipe& stage) {
        return stage.build(std::move(in));
    }
};
template <class Build> pipe(Build) -> pipe<Build>;

} // namespace dbsp
