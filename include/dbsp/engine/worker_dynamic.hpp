/// Workers in run-time circuits: parts that exchange rows, and routes behind an interface, so that the executors of the operators are those of a plain engine.
#pragma once

#include <dbsp/engine/dynamic_part.hpp>
#include <dbsp/engine/worker_group.hpp>
#include <dbsp/operator/source.hpp>

#include <array>
#include <memory>
#include <string>
#include <tuple>
#include <utility>

namespace dbsp::detail {

/// The route of one input of a node of the circuit `of`, which keeps the node; none where the rows stay.
template <class C> struct dynamic_route {
    using row_type = typename C::value_type;
    C of;
    const void* node;
    std::size_t (*to)(const void* node, const row_type& row, std::size_t workers, failure_note& failure);
};

template <std::size_t Side, class Row, class Op, class... In>
std::size_t route_row(const void* of, const Row& row, std::size_t workers, failure_note& failure) {
    using route = route_t<Side, Op, In...>;
    const auto& op = static_cast<const node<Op, In...>*>(of)->op;
    std::size_t to = 0;
    attribute(failure, op, route::place, row, [&] { to = route::to(op, row, workers); });
    return to;
}
template <std::size_t Side, class C, class Op, class... In>
dynamic_route<C> dynamic_route_of(const C& c, const node<Op, In...>& n) {
    if constexpr (std::same_as<route_t<Side, Op, In...>, stays>) {
        return {c, &n, nullptr};
    } else {
        return {c, &n, &route_row<Side, typename C::value_type, Op, In...>};
    }
}

/// Sends what another part gives to the workers of a route, and gives what comes back.
template <class C>
class dynamic_exchange final : public dynamic_part<typename C::value_type, typename C::weight_type>,
                               public exchange_part {
    using row_type = typename C::value_type;
    using weight_type = typename C::weight_type;
    using part = dynamic_part<row_type, weight_type>;

  public:
    dynamic_exchange(std::shared_ptr<part> in, dynamic_route<C> route, worker_place& of, scope<0>& where)
        : in_(std::move(in)), route_(std::move(route)), scope_(&where), end_(of, *this) {}

    void send() override {
        end_.begin();
        for (const auto& [row, w] : in_->at(scope_->tick)) {
            end_.send(route_.to(route_.node, row, end_.workers(), scope_->step->failure), row, w);
        }
    }
    [[nodiscard]] std::size_t sent() const override { return end_.sent(); }
    void run() override {
        end_.receive(
            [this](row_type&& row, const weight_type& w) { this->result.emplace_back(std::move(row), w); });
    }

  private:
    std::shared_ptr<part> in_;
    dynamic_route<C> route_;
    scope<0>* scope_;
    exchange_end<row_type, weight_type> end_;
};

template <class Row, class W> class dynamic_source_part final : public dynamic_part<Row, W> {
  public:
    dynamic_source_part(worker_place& of, const std::string& table) : part_(of, table) {}
    void run() override {
        auto const changes = part_.changes();
        this->result.assign(changes.begin(), changes.end());
    }

  private:
    source_part<Row, W> part_;
};

/// The part of a node in one worker; `make()` makes that of a plain engine.
template <class C, class Op, class... In, class Make>
auto make_worker_part(const C& c, const node<Op, In...>& n, worker_place& of, Make&& make) {
    using part = dynamic_part<typename C::value_type, typename C::weight_type>;
    if constexpr (std::same_as<node<Op, In...>,
                               node<op::source<typename C::value_type, typename C::weight_type>>>) {
        return std::unique_ptr<part>(
            new dynamic_source_part<typename C::value_type, typename C::weight_type>(of, n.op.table));
    } else {
        auto const routes = [&]<std::size_t... Side>(std::index_sequence<Side...>) {
            return std::array<dynamic_route<C>, sizeof...(In)>{dynamic_route_of<Side>(c, n)...};
        }(std::index_sequence_for<In...>{});
        auto const composed =
            of_class<Op, composite>; // its executor makes those of a circuit of other operators
        auto const outside =
            std::pair(std::exchange(of.routes, composed ? nullptr : static_cast<const void*>(routes.data())),
                      std::exchange(of.next_route, 0));
        std::unique_ptr<part> made = make();
        std::tie(of.routes, of.next_route) = outside;
        return made;
    }
}

/// The route of the input that is made now; null where its rows stay.
template <class C> const dynamic_route<C>* next_route(worker_place& of) {
    if (of.routes == nullptr) { return nullptr; }
    const auto& route = static_cast<const dynamic_route<C>*>(of.routes)[of.next_route++];
    return route.to == nullptr ? nullptr : &route;
}

} // namespace dbsp::detail
