/// `executor<C, D>`: the running form of a circuit; what the engine is made of.
#pragma once

#include <dbsp/detail/pack.hpp>
#include <dbsp/detail/recycle.hpp>
#include <dbsp/engine/scope.hpp>
#include <dbsp/operator/source.hpp>
#include <dbsp/operator/variable.hpp>
#include <dbsp/wiring/node.hpp>

#include <optional>

namespace dbsp::detail {

/// Runs circuit `C` nested in D fixpoints.
///
/// `run(out)` calls `out(row, weight)` for the changes of the output at the moment of its scope, possibly in several pieces that
/// add up.  It is called once for each moment that has work, in order.  Operators keep what they have seen, indexed the way
/// they look it up, so that the cost follows the change.
/// `C` is an `any_circuit`.  It is not constrained, because Clang would check that for each node that a partial specialisation could
/// be about: for `join` with one input, say, which is no type at all.
template <class C, std::size_t D> class executor;

template <any_circuit... In, std::size_t D>
pack<executor<In, D>...> make_executors(const pack<In...>& in, engine_context& context, scope<D>& where) {
    return in.apply(
        [&](const In&... one) { return pack<executor<In, D>...>{executor<In, D>(one, context, where)...}; });
}

template <class Row, class W, std::size_t D> class executor<node<op::source<Row, W>>, D> {
  public:
    executor(const node<op::source<Row, W>>& c, engine_context& context, scope<D>&)
        : input_(&context.inputs.declare<Row, W>(c.op.table)) {
        if (D > 0) {
            throw circuit_error("source '" + c.op.table +
                                "' stands inside the body of a fixpoint; hand it in as an input");
        }
    }
    template <class Out> void run(Out&& out) {
        for (const auto& [row, w] : input_->batch()) { out(row, w); }
    }

  private:
    input<Row, W>* input_;
};

/// Linear operators have no state: entries are passed on directly.
template <of_class<linear> Op, any_circuit... In, std::size_t D> class executor<node<Op, In...>, D> {
  public:
    executor(const node<Op, In...>& c, engine_context& context, scope<D>& where)
        : op_(c.op), failure_(&where.step->failure), in_(make_executors(c.in, context, where)) {}

    template <class Out> void run(Out&& out) {
        [&]<std::size_t... Side>(std::index_sequence<Side...>) {
            (get<Side>(in_).run([&](auto&& row, const auto& w) {
                attribute(*failure_, op_, "row", row,
                          [&] { op_.template each<Side>(std::forward<decltype(row)>(row), w, out); });
            }),
             ...);
        }(std::index_sequence_for<In...>{});
    }

  private:
    [[no_unique_address]] Op op_;
    failure_note* failure_;
    pack<executor<In, D>...> in_;
};

/// A composite operator runs as the circuit that defines it.
template <of_class<composite> Op, any_circuit... In, std::size_t D> class executor<node<Op, In...>, D> {
    using inputs = pack<decltype(share(std::declval<In>()))...>;

    static auto expand(const Op& op, const inputs& in) {
        return in.apply([&](const auto&... one) { return op.expand(auto(one)...); });
    }
    using inner = executor<decltype(expand(std::declval<const Op&>(), std::declval<const inputs&>())), D>;

    /// The inputs first, in their order: so fixpoints are numbered as prints number them.  What is made of them is shared.
    static inner make(const node<Op, In...>& c, engine_context& context, scope<D>& where) {
        inputs const in = c.in.apply([](const In&... one) { return inputs{share(one)...}; });
        static_cast<void>(make_executors(in, context, where));
        return inner(expand(c.op, in), context, where);
    }

  public:
    executor(const node<Op, In...>& c, engine_context& context, scope<D>& where)
        : inner_(make(c, context, where)) {}

    template <class Out> void run(Out&& out) { inner_.run(out); }

  private:
    inner inner_;
};

/// Runs its target once a moment and hands the result to every reader.
template <class Target, class T, class W> struct shared_run {
    Target target;
    batch<T, W> result;
    std::uint64_t tick = 0;

    const batch<T, W>& at(std::uint64_t now) {
        if (std::exchange(tick, now) != now) {
            recycle(result);
            target.run(
                [&](auto&& row, const W& w) { result.emplace_back(std::forward<decltype(row)>(row), w); });
        }
        return result;
    }
};

template <static_circuit C, std::size_t D> class executor<shared<C>, D> {
    using run_type = shared_run<executor<C, D>, typename C::value_type, typename C::weight_type>;

  public:
    executor(const shared<C>& c, engine_context& context, scope<D>& where) : scope_(&where) {
        if (auto const known = context.shared.find(c.identity()); known != context.shared.end()) {
            shared_ = std::static_pointer_cast<run_type>(known->second.second);
        } else {
            shared_ = std::make_shared<run_type>(executor<C, D>(*c, context, where));
            context.shared.emplace(c.identity(), std::pair(std::any(c), shared_));
        }
    }
    template <class Out> void run(Out&& out) {
        for (const auto& [row, w] : shared_->at(scope_->tick)) { out(row, w); }
    }

  private:
    scope<D>* scope_;
    std::shared_ptr<run_type> shared_;
};

/// A run-time circuit: its node behind an interface, one virtual call a moment.
template <dynamic_circuit C, std::size_t D> class executor<C, D> {
    using value = typename C::value_type;
    using weight_type = typename C::weight_type;

    struct part {
        batch<value, weight_type> result;
        std::uint64_t tick = 0;

        part() = default;
        part(const part&) = delete;
        part& operator=(const part&) = delete;
        virtual ~part() = default;
        virtual void run() = 0;
    };
    template <class Node> struct node_part final : part {
        executor<Node, D> inner;
        node_part(const Node& n, engine_context& context, scope<D>& where) : inner(n, context, where) {}
        void run() override {
            inner.run([this](auto&& row, const weight_type& w) {
                this->result.emplace_back(std::forward<decltype(row)>(row), w);
            });
        }
    };

  public:
    executor(const C& c, engine_context& context, scope<D>& where) : scope_(&where) {
        if (auto const known = context.shared.find(c.identity()); known != context.shared.end()) {
            part_ = std::static_pointer_cast<part>(known->second.second);
        } else {
            part_ = c.visit([&]<class Node>(const Node& n) -> std::shared_ptr<part> {
                return std::unique_ptr<part>(new node_part<Node>(n, context, where));
            });
            context.shared.emplace(c.identity(), std::pair(std::any(c), part_));
        }
    }
    template <class Out> void run(Out&& out) {
        if (std::exchange(part_->tick, scope_->tick) != scope_->tick) {
            recycle(part_->result);
            part_->run();
        }
        for (const auto& [row, w] : part_->result) { out(row, w); }
    }

  private:
    scope<D>* scope_;
    std::shared_ptr<part> part_;
};

} // namespace dbsp::detail
