/// `worker_partition`: the form of a circuit that each worker runs, with exchanges of rows between them.
#pragma once

#include <dbsp/operator/fixpoint.hpp>
#include <dbsp/operator/product.hpp>
#include <dbsp/operator/source.hpp>
#include <dbsp/pass/memo.hpp>
#include <dbsp/value/hash.hpp>
#include <dbsp/wiring/node.hpp>

#include <cstdint>
#include <string>
#include <utility>

namespace dbsp::detail {

/// The changes of a source that one worker takes.
template <class Row, class W> struct source_slice {
    using circuit_tag = void;
    using value_type = Row;
    using weight_type = W;

    std::string table;
};

/// A circuit whose rows go to the workers that `Route` names.
template <class Route, any_circuit In> struct exchanged {
    using circuit_tag = void;
    using value_type = typename In::value_type;
    using weight_type = typename In::weight_type;

    Route route;
    In in;
};

/// One of `workers`, by the middle of a hash: hash tables find places by its other bits.
inline std::size_t worker_of(std::uint64_t hash, std::size_t workers) {
    return static_cast<std::size_t>((((hash >> 8U) & 0xffff'ffffU) * workers) >> 32U);
}

/// Side `Side` of a join goes by the key, which has the type of the left one.
template <class Op, std::size_t Side, class K> struct route_by_key {
    static constexpr const char* place = Side == 0 ? "left row" : "right row";
    [[no_unique_address]] Op op;

    template <class Row> [[nodiscard]] std::size_t operator()(const Row& row, std::size_t workers) const {
        const K& key = op.template key<Side>(row);
        return worker_of(hash_of(key), workers);
    }
};
/// Rows of a group meet in one worker.
template <class Op> struct route_by_group {
    static constexpr const char* place = "row";
    [[no_unique_address]] Op op;

    template <class Row> [[nodiscard]] std::size_t operator()(const Row& row, std::size_t workers) const {
        return worker_of(hash_of(op.key(row)), workers);
    }
};
/// Equal rows meet in one worker.
template <class Op> struct route_by_row {
    static constexpr const char* place = "row";
    [[no_unique_address]] Op op;

    template <class Row> [[nodiscard]] std::size_t operator()(const Row& row, std::size_t workers) const {
        return worker_of(hash_of(row), workers);
    }
};
/// All rows go to the first worker.
template <class Op> struct route_to_first {
    static constexpr const char* place = "row";
    [[no_unique_address]] Op op;

    template <class Row>
    [[nodiscard]] std::size_t operator()(const Row& /*row*/, std::size_t /*workers*/) const {
        return 0;
    }
};
/// Each row goes to every worker.
template <class Op> struct route_to_all {
    static constexpr const char* place = "row";
    [[no_unique_address]] Op op;
};
template <class Route> inline constexpr bool goes_to_all = false;
template <class Op> inline constexpr bool goes_to_all<route_to_all<Op>> = true;

/// The pass.  Before each operator with a state, rows go to the worker that has the state of their key.
///
///     linear       no exchange: f(a + b) = f(a) + f(b), however the rows are divided
///     bilinear     by the key; of a product, which has none, the left side by the row, and the right side goes to all
///     pointwise    by the row
///     groupwise    by the key of the group
///     z^-1, I, D   by the row, so that an insertion and its deletion meet
///     recursive    all inputs go to the first worker
///
/// Of a run-time circuit, it is applied to each node alone, when its executor is made.
class worker_partition {
  public:
    template <static_circuit C> auto operator()(const shared<C>& c) {
        return memo_.once(c, [&] { return share((*this)(*c)); });
    }
    template <dynamic_circuit C> C operator()(const C& c) { return c; }

    template <of_class<leaf> Op> auto operator()(const node<Op>& n) { return n; }
    template <class Row, class W> auto operator()(const node<op::source<Row, W>>& n) {
        return source_slice<Row, W>{n.op.table};
    }
    template <of_class<linear> Op, any_circuit... In> auto operator()(const node<Op, In...>& n) {
        return n.in.apply([&](const In&... in) { return wire(n.op, (*this)(in)...); });
    }
    template <of_class<bilinear> Op, any_circuit A, any_circuit B> auto operator()(const node<Op, A, B>& n) {
        using left = typename A::value_type;
        using key = std::remove_cvref_t<decltype(n.op.template key<0>(std::declval<const left&>()))>;
        return wire(n.op, by_route(route_by_key<Op, 0, key>{n.op}, get<0>(n.in)),
                    by_route(route_by_key<Op, 1, key>{n.op}, get<1>(n.in)));
    }
    template <class Condition, class Pairing, any_circuit A, any_circuit B>
    auto operator()(const node<op::product<Condition, Pairing>, A, B>& n) {
        using op_type = op::product<Condition, Pairing>;
        return wire(n.op, by_route(route_by_row<op_type>{n.op}, get<0>(n.in)),
                    by_route(route_to_all<op_type>{n.op}, get<1>(n.in)));
    }
    template <of_class<pointwise> Op, any_circuit... In> auto operator()(const node<Op, In...>& n) {
        return n.in.apply(
            [&](const In&... in) { return wire(n.op, by_route(route_by_row<Op>{n.op}, in)...); });
    }
    template <of_class<groupwise> Op, any_circuit In> auto operator()(const node<Op, In>& n) {
        return wire(n.op, by_route(route_by_group<Op>{n.op}, get<0>(n.in)));
    }
    template <of_class<time_invariant> Op, any_circuit In> auto operator()(const node<Op, In>& n) {
        return wire(n.op, by_route(route_by_row<Op>{n.op}, get<0>(n.in)));
    }
    template <of_class<recursive> Op, any_circuit... In> auto operator()(const node<Op, In...>& n) {
        return n.in.apply(
            [&](const In&... in) { return wire(n.op, by_route(route_to_first<Op>{n.op}, in)...); });
    }
    /// Of a run-time circuit, a composite operator is expanded by its executor.
    template <of_class<composite> Op, any_circuit... In> auto operator()(const node<Op, In...>& n) {
        if constexpr ((dynamic_circuit<In> && ...)) {
            return n;
        } else {
            return (*this)(n.in.apply([&](const In&... in) { return n.op.expand(share(in)...); }));
        }
    }

  private:
    template <class Op, any_circuit... In> static auto wire(const Op& op, In... in) {
        return node<Op, In...>{op, {{{std::move(in)}...}}};
    }
    template <class Route, any_circuit In> auto by_route(Route route, const In& in) {
        auto inner = (*this)(in);
        return exchanged<Route, decltype(inner)>{std::move(route), std::move(inner)};
    }

    memo memo_;
};

} // namespace dbsp::detail
