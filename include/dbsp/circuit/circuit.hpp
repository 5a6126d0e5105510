/// `circuit<F>`: a circuit built at run time, from the same nodes as the static ones.
#pragma once

#include <dbsp/circuit/dispatch.hpp>
#include <dbsp/circuit/group_function.hpp>
#include <dbsp/circuit/visit_hook.hpp>
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
#include <dbsp/operator/join.hpp>
#include <dbsp/operator/left_join.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/minus.hpp>
#include <dbsp/operator/negate.hpp>
#include <dbsp/operator/plus.hpp>
#include <dbsp/operator/positive.hpp>
#include <dbsp/operator/product.hpp>
#include <dbsp/operator/restrict.hpp>
#include <dbsp/operator/right_join.hpp>
#include <dbsp/operator/semijoin.hpp>
#include <dbsp/operator/source.hpp>
#include <dbsp/operator/support.hpp>
#include <dbsp/operator/top_k.hpp>
#include <dbsp/operator/union_distinct.hpp>
#include <dbsp/operator/variable.hpp>

#include <memory>
#include <variant>
#include <vector>

namespace dbsp {

/// What a run-time circuit over rows `Row` is made of: one type for each role that a function can have.  Another front end
/// supplies a class of the same shape whose functions it can also print (a SQL expression, say).
template <row_value Row, weight_ring W = default_weight> class functions {
    static labelled_function<bool(const Row&)> of(role::predicate);
    static labelled_function<Row(const Row&)> of(role::mapping);
    static labelled_key<Row> of(role::key);
    static labelled_function<std::vector<Row>(const Row&)> of(role::expansion);
    static labelled_function<Row(const Row&, const Row&)> of(role::pairing);
    static labelled_function<bool(const Row&, const Row&)> of(role::condition);
    static any_group_function<Row, W> of(role::grouping);

  public:
    using row = Row;
    using weight = W;

    template <class Role> using function = decltype(of(Role{}));
};

template <class F> class circuit;

namespace detail {
template <class T, class Variant> inline constexpr bool is_alternative = false;
template <class T, class... Alternative>
inline constexpr bool is_alternative<T, std::variant<Alternative...>> = (std::same_as<T, Alternative> || ...);

/// Every operator a run-time circuit may hold: the one list of them.
template <class F, class C = circuit<F>> struct dynamic_nodes {
    using row = typename F::row;
    using weight = typename F::weight;
    template <class Role> using fn = typename F::template function<Role>;
    using key = fn<role::key>;
    using mapping = fn<role::mapping>;
    using condition = fn<role::condition>;
    using pairing = fn<role::pairing>;
    using group = fn<role::grouping>;
    using match = join_on<key, key, condition>;
    using states = op::fixpoint<C, op::iteration::of_states>;
    using changes = op::fixpoint<C, op::iteration::of_changes>;

    using type = std::variant<
        node<op::source<row, weight>>, node<op::variable<row, weight>>, node<op::import <row, weight>>,
        node<op::map<mapping>, C>, node<op::filter<fn<role::predicate>>, C>,
        node<op::flat_map<fn<role::expansion>>, C>, node<op::negate, C>, node<op::plus, C, C>,
        node<op::minus, C, C>, node<op::join<match, pairing>, C, C>,
        node<op::product<condition, pairing>, C, C>, node<op::semijoin<match>, C, C>,
        node<op::antijoin<match>, C, C>, node<op::left_join<match, pairing, mapping>, C, C>,
        node<op::right_join<match, pairing, mapping>, C, C>,
        node<op::full_join<match, pairing, mapping, mapping>, C, C>, node<op::distinct, C>,
        node<op::positive, C>, node<op::support, C>, node<op::union_distinct, C, C>,
        node<op::intersect_distinct, C, C>, node<op::intersect_all, C, C>, node<op::except_distinct, C, C>,
        node<op::except_all, C, C>, node<op::aggregate<key, group>, C>, node<op::top_k<key, group>, C>,
        node<op::group_transform<key, group>, C>, node<op::restrict<key>, C, C>, node<op::delay, C>,
        node<op::integrate, C>, node<op::differentiate, C>, node<states, C>, node<states, C, C>,
        node<states, C, C, C>, node<changes, C>, node<changes, C, C>, node<changes, C, C, C>>;
};
} // namespace detail

/// A run-time circuit: a shared pointer to a node whose inputs are such pointers again.  All rows are of one type.  The same
/// functions build it that build static circuits; copies share, so nothing is computed twice that occurs twice.
template <class F> class circuit {
  public:
    using circuit_tag = void;
    using functions = F;
    using value_type = typename F::row;
    using weight_type = typename F::weight;

    template <class Op, class... In>
        requires detail::is_alternative<node<Op, In...>, typename detail::dynamic_nodes<F>::type>
    circuit(node<Op, In...> n) : target_(std::make_shared<const target>(std::move(n))) {}

    circuit(const circuit&) = default; // there is no move: it would leave a circuit that is none
    circuit& operator=(const circuit&) = default;
    ~circuit() = default;

    /// `use(node)` with the node in its own type.
    template <class Use> decltype(auto) visit(Use&& use) const {
        if (visit_hook != nullptr) { visit_hook(); }
        return detail::dispatch(use, target_->node);
    }
    /// `use(node)` if the node's operator fulfils `Test`, else `otherwise`.
    template <class Test, class Result, class Use>
    [[nodiscard]] Result visit_if(const Use& use, Result otherwise) const {
        if (visit_hook != nullptr) { visit_hook(); }
        return detail::dispatch_if<Test>(use, target_->node, std::move(otherwise));
    }

    /// Two circuits with one identity are one piece of the graph.
    [[nodiscard]] const void* identity() const { return target_.get(); }

  private:
    struct target {
        typename detail::dynamic_nodes<F>::type node;
        template <class N> explicit target(N n) : node(std::in_place_type<N>, std::move(n)) {}
    };
    std::shared_ptr<const target> target_;
};

} // namespace dbsp
