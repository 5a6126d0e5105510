/// `executor<C, D>`: the running form of a circuit; what the engine is made of.
#pragma once

#include <dbsp/detail/pack.hpp>
#include <dbsp/detail/recycle.hpp>
#include <dbsp/engine/dynamic_part.hpp>
#include <dbsp/engine/scope.hpp>
#include <dbsp/engine/worker_dynamic.hpp>
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

/// An executor, made where it stays.
template <std::size_t I, class In, std::size_t D> struct input_executor {
    executor<In, D> value;

    template <class Context>
    input_executor(const In& c, Context& context, scope<D>& where) : value(c, context, where) {}
};
template <class Indices, std::size_t D, class... In> struct input_executors;
template <std::size_t... I, std::size_t D, class... In>
struct input_executors<std::index_sequence<I...>, D, In...> : input_executor<I, In, D>... {
    template <class Context>
    input_executors(const pack<In...>& in, Context& context, scope<D>& where)
        : input_executor<I, In, D>(get<I>(in), context, where)... {}
};

/// The executors of the inputs of an operator, made in their order.
template <std::size_t D, any_circuit... In>
using executors = input_executors<std::index_sequence_for<In...>, D, In...>;

/// Makes them, and keeps what is shared of them.
template <class Context, any_circuit... In, std::size_t D>
void make_in_order(const pack<In...>& in, Context& context, scope<D>& where) {
    static_cast<void>(executors<D, In...>(in, context, where));
}

template <std::size_t I, class In, std::size_t D> executor<In, D>& get(input_executor<I, In, D>& list) {
    return list.value;
}

template <class Row, class W, std::size_t D> class executor<node<op::source<Row, W>>, D> {
  public:
    template <class Context>
    executor(const node<op::source<Row, W>>& c, Context& context, scope<D>&)
        : input_(&context.inputs.template declare<Row, W>(c.op.table)) {
        context.keep_input(c.op.table, *input_);
        if (D > 0) {
            throw circuit_error("source '" + c.op.table +
                                "' stands inside the body of a fixpoint; hand it in as an input");
        }
    }
    /// The changes that `run` gives, which stay where they are until the next run (see `look_ahead`).
    [[nodiscard]] const batch<Row, W>& rows() { return input_->batch(); }
    template <class Out> void run(Out&& out) {
        for (const auto& [row, w] : rows()) { out(row, w); }
    }

  private:
    input<Row, W>* input_;
};

/// Linear operators have no state: entries are passed on directly.
template <of_class<linear> Op, any_circuit... In, std::size_t D> class executor<node<Op, In...>, D> {
  public:
    template <class Context>
    executor(const node<Op, In...>& c, Context& context, scope<D>& where)
        : op_(c.op), failure_(&where.step->failure), in_(c.in, context, where) {}

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
    executors<D, In...> in_;
};

/// A composite operator runs as the circuit that defines it.
template <of_class<composite> Op, any_circuit... In, std::size_t D> class executor<node<Op, In...>, D> {
    using inputs = pack<decltype(share(std::declval<In>()))...>;

    static auto expand(const Op& op, const inputs& in) {
        return in.apply([&](const auto&... one) { return op.expand(auto(one)...); });
    }
    using inner = executor<decltype(expand(std::declval<const Op&>(), std::declval<const inputs&>())), D>;

    /// The inputs first, in their order: so fixpoints are numbered as prints number them.  What is made of them is shared.
    template <class Context> static inner make(const node<Op, In...>& c, Context& context, scope<D>& where) {
        inputs const in = c.in.apply([](const In&... one) { return inputs{{{share(one)}...}}; });
        make_in_order(in, context, where);
        return inner(expand(c.op, in), context, where);
    }

  public:
    template <class Context>
    executor(const node<Op, In...>& c, Context& context, scope<D>& where) : inner_(make(c, context, where)) {}

    template <class Out> void run(Out&& out) { inner_.run(out); }

  private:
    inner inner_;
};

/// Runs its target once a moment and hands the result to every reader.
template <class Target, class T, class W> struct shared_run {
    Target target;
    batch<T, W> result = {};
    std::uint64_t tick = 0;

    template <class C, class Context, std::size_t D>
    shared_run(const C& c, Context& context, scope<D>& where) : target(c, context, where) {}

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
    template <class Context>
    executor(const shared<C>& c, Context& context, scope<D>& where) : scope_(&where) {
        if (auto const known = context.shared.find(c.identity()); known != context.shared.end()) {
            shared_ = std::static_pointer_cast<run_type>(known->second.second);
        } else {
            shared_ = std::make_shared<run_type>(*c, context, where);
            context.shared.emplace(c.identity(), std::pair(std::any(c), shared_));
        }
    }
    [[nodiscard]] const auto& rows() { return shared_->at(scope_->tick); }
    template <class Out> void run(Out&& out) {
        for (const auto& [row, w] : rows()) { out(row, w); }
    }

  private:
    scope<D>* scope_;
    std::shared_ptr<run_type> shared_;
};

template <class Node, std::size_t D>
struct node_part final : dynamic_part<typename Node::value_type, typename Node::weight_type> {
    executor<Node, D> inner;

    template <class Context>
    node_part(const Node& n, Context& context, scope<D>& where) : inner(n, context, where) {}
    void run() override {
        inner.run([this](auto&& row, const auto& w) {
            this->result.emplace_back(std::forward<decltype(row)>(row), w);
        });
    }
};

/// Recursion runs in one worker, and so do engines with features.
template <std::size_t D, class Context>
inline constexpr bool may_have_workers = D == 0 && std::same_as<Context, engine_context>;

/// Makes the executors of all operators that a run-time circuit may hold, which is most of what an engine takes to compile: a program of
/// many sources has it compiled in one of them (`extern template`, see docs/reference/dbsp/engine/compiled.md).
template <class C, std::size_t D, class Context> struct part_maker {
    using part = dynamic_part<typename C::value_type, typename C::weight_type>;
    static std::shared_ptr<part> make(const C& c, Context& context, scope<D>& where);
};

// Not inline: compilers look into inline functions although they are `extern template`.
template <class C, std::size_t D, class Context>
std::shared_ptr<typename part_maker<C, D, Context>::part>
part_maker<C, D, Context>::make(const C& c, Context& context, scope<D>& where) {
    return c.visit([&]<class Node>(const Node& n) -> std::shared_ptr<part> {
        auto* const meter = context.meter_of(&n.in);
        auto* const outside = context.enter(meter);
        auto const plain = [&] { return std::unique_ptr<part>(new node_part<Node, D>(n, context, where)); };
        auto made = [&] {
            if constexpr (may_have_workers<D, Context>) {
                if (context.workers != nullptr) { return make_worker_part(c, n, *context.workers, plain); }
            }
            return plain();
        }();
        context.leave(outside);
        made->meter = meter;
        return made;
    });
}

/// A run-time circuit.
template <dynamic_circuit C, std::size_t D> class executor<C, D> {
    using part = dynamic_part<typename C::value_type, typename C::weight_type>;

  public:
    template <class Context> executor(const C& c, Context& context, scope<D>& where) : scope_(&where) {
        if constexpr (may_have_workers<D, Context>) {
            if (context.workers != nullptr) {
                auto const* const route = next_route<C>(*context.workers);
                make_part(c, context, where);
                if (route != nullptr) {
                    part_ = std::make_shared<dynamic_exchange<C>>(part_, *route, *context.workers, where);
                }
                return;
            }
        }
        make_part(c, context, where);
    }
    [[nodiscard]] const auto& rows() { return part_->at(scope_->tick); }
    template <class Out> void run(Out&& out) {
        for (const auto& [row, w] : rows()) { out(row, w); }
    }

  private:
    template <class Context> void make_part(const C& c, Context& context, scope<D>& where) {
        if (auto const known = context.shared.find(c.identity()); known != context.shared.end()) {
            part_ = std::static_pointer_cast<part>(known->second.second);
        } else {
            part_ = part_maker<C, D, Context>::make(c, context, where);
            context.shared.emplace(c.identity(), std::pair(std::any(c), part_));
        }
    }
    scope<D>* scope_;
    std::shared_ptr<part> part_;
};

} // namespace dbsp::detail
