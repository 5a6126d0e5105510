/// The reference evaluator: runs a circuit as the stream function that it denotes.  Written to be obviously right, not
/// fast; it is what everything else is compared with.
#pragma once

#include <dbsp/detail/pack.hpp>
#include <dbsp/detail/running_step.hpp>
#include <dbsp/eval/apply.hpp>
#include <dbsp/eval/clock.hpp>
#include <dbsp/operator/fixpoint.hpp>
#include <dbsp/operator/source.hpp>
#include <dbsp/wiring/inputs.hpp>
#include <dbsp/wiring/node.hpp>

#include <functional>
#include <optional>
#include <unordered_map>

namespace dbsp {

namespace detail {

/// What the parts of one evaluator share.
struct evaluator_context {
    input_registry inputs;
    clock_stack clock;
    std::vector<scope_frame*> scopes; ///< while building: the fixpoints around
    std::size_t fixpoints = 0;        ///< made so far: each has a number, the same as in prints
    std::unordered_map<const void*, std::shared_ptr<void>>
        shared; ///< while building: shared parts of this scope, by identity
};

/// The running form of a circuit: `now()` is its value at the present moment; called once at each.
/// `C` is an `any_circuit`; not constrained, for the same reason as `executor`.
template <class C> class circuit_value;

template <any_circuit C> using value_of = zset<typename C::value_type, typename C::weight_type>;

template <any_circuit... In>
pack<circuit_value<In>...> values_of(const pack<In...>& in, evaluator_context& context) {
    return in.apply(
        [&](const In&... one) { return pack<circuit_value<In>...>{{{circuit_value<In>(one, context)}...}}; });
}

/// An operator with inputs: its meaning, applied to theirs.
template <stream_operator Op, any_circuit... In> class circuit_value<node<Op, In...>> {
    using circuit = node<Op, In...>;

  public:
    circuit_value(const circuit& c, evaluator_context& context) : op_(c.op), in_(values_of(c.in, context)) {}

    value_of<circuit> now() {
        return in_.apply([&](auto&... in) { return dbsp::apply(op_, in.now()...); });
    }

  private:
    Op op_;
    pack<circuit_value<In>...> in_;
};

template <class Row, class W> class circuit_value<node<op::source<Row, W>>> {
  public:
    circuit_value(const node<op::source<Row, W>>& c, evaluator_context& context)
        : input_(&context.inputs.declare<Row, W>(c.op.table)) {
        if (!context.scopes.empty()) {
            throw circuit_error("source '" + c.op.table +
                                "' stands inside the body of a fixpoint; hand it in as an input");
        }
    }
    zset<Row, W> now() { return zset<Row, W>(std::from_range, input_->batch()); }

  private:
    input<Row, W>* input_;
};

/// z^-1, I and D: a state for each moment of the other clocks.
template <of_class<time_invariant> Op, any_circuit In> class circuit_value<node<Op, In>> {
    using value = value_of<In>;

  public:
    circuit_value(const node<Op, In>& c, evaluator_context& context)
        : clock_(&context.clock),
          own_(context.scopes.size() - static_cast<std::size_t>(c.op.clock)),
          in_(get<0>(c.in), context) {
        if (static_cast<std::size_t>(c.op.clock) > context.scopes.size()) {
            throw circuit_error(std::string(Op::name) + ": its clock is outside the circuit");
        }
        if (!context.scopes.empty() && context.scopes.back()->of_states) {
            throw circuit_error(std::string(Op::name) +
                                " inside the body of a fixpoint: a body is a function of one iterate");
        }
    }
    value now() { return states_.at(clock_->now, own_)(in_.now()); }

  private:
    clock_stack* clock_;
    std::size_t own_;
    circuit_value<In> in_;
    state_by_moment<typename Op::template state<value>> states_;
};

template <any_circuit C> class circuit_value<shared<C>> {
  public:
    circuit_value(const shared<C>& c, evaluator_context& context) : clock_(&context.clock) {
        auto const known = context.shared.find(c.identity());
        if (known != context.shared.end()) {
            memo_ = std::static_pointer_cast<memo>(known->second);
        } else {
            context.shared[c.identity()] = memo_ = std::make_shared<memo>(circuit_value<C>(*c, context));
        }
    }
    value_of<C> now() {
        if (memo_->tick != clock_->tick) {
            memo_->value = memo_->target.now();
            memo_->tick = clock_->tick;
        }
        return memo_->value;
    }

  private:
    struct memo {
        circuit_value<C> target;
        value_of<C> value{};
        std::uint64_t tick = 0;
        explicit memo(circuit_value<C> e) : target(std::move(e)) {}
    };
    clock_stack* clock_;
    std::shared_ptr<memo> memo_;
};

/// A run-time circuit: its node behind an interface.
template <dynamic_circuit C> class circuit_value<C> {
    struct part {
        part() = default;
        part(const part&) = delete;
        part& operator=(const part&) = delete;
        virtual ~part() = default;
        virtual value_of<C> now() = 0;
    };
    template <class Node> struct node_part final : part {
        circuit_value<Node> inner;
        node_part(const Node& n, evaluator_context& context) : inner(n, context) {}
        value_of<C> now() override { return inner.now(); }
    };
    struct memo {
        std::unique_ptr<part> target;
        value_of<C> value{};
        std::uint64_t tick = 0;
    };

  public:
    circuit_value(const C& c, evaluator_context& context) : clock_(&context.clock) {
        auto const known = context.shared.find(c.identity());
        if (known == context.shared.end()) {
            auto target = c.visit([&]<class Node>(const Node& n) -> std::unique_ptr<part> {
                return std::unique_ptr<part>(new node_part<Node>(n, context));
            });
            context.shared[c.identity()] = memo_ = std::make_shared<memo>(std::move(target));
        } else {
            memo_ = std::static_pointer_cast<memo>(known->second);
        }
    }
    value_of<C> now() {
        if (memo_->tick != clock_->tick) {
            memo_->value = memo_->target->now();
            memo_->tick = clock_->tick;
        }
        return memo_->value;
    }

  private:
    clock_stack* clock_;
    std::shared_ptr<memo> memo_;
};

template <class Row, class W> class circuit_value<node<op::variable<Row, W>>> {
  public:
    circuit_value(const node<op::variable<Row, W>>& c, evaluator_context& context)
        : frame_(&frame_of(context.scopes, c.op, "iterate")) {}
    zset<Row, W> now() { return *static_cast<const zset<Row, W>*>(frame_->variable); }

  private:
    scope_frame* frame_;
};

template <class Row, class W> class circuit_value<node<op::import <Row, W>>> {
  public:
    circuit_value(const node<op::import <Row, W>>& c, evaluator_context& context)
        : clock_(&context.clock), frame_(&frame_of(context.scopes, c.op, "input")), op_(c.op) {}
    zset<Row, W> now() {
        if (op_.impulse && clock_->now.back() != 0) { return {}; }
        return *static_cast<const zset<Row, W>*>(frame_->imports.at(op_.index));
    }

  private:
    clock_stack* clock_;
    scope_frame* frame_;
    op::import <Row, W> op_;
};

template <any_circuit Body, op::iteration Form, any_circuit... In>
class circuit_value<node<op::fixpoint<Body, Form>, In...>> {
    using value = value_of<Body>;

  public:
    circuit_value(const node<op::fixpoint<Body, Form>, In...>& c, evaluator_context& context)
        : clock_(&context.clock),
          op_(c.op),
          in_(values_of(c.in, context)),
          number_(++context.fixpoints),
          frame_(std::make_unique<scope_frame>(
              scope_frame{{.scope = c.op.scope, .title = fixpoint_title(c.op.title, number_)},
                          Form == op::iteration::of_states,
                          nullptr,
                          std::vector<const void*>(sizeof...(In))})) {
        context.scopes.push_back(frame_.get());
        auto outside = std::exchange(context.shared,
                                     {}); // a copy of this fixpoint has the same body, but runs it itself
        body_.emplace(c.op.body, context);
        context.shared = std::move(outside);
        context.scopes.pop_back();
    }

    value now() {
        auto inputs = in_.apply([](auto&... in) { return pack<decltype(in.now())...>{{{in.now()}...}}; });
        inputs.apply([&](const auto&... z) { frame_->imports = {static_cast<const void*>(&z)...}; });
        auto const outside = clock_->tick;
        clock_->now.push_back(0);
        auto result = Form == op::iteration::of_states ? limit_of_states() : sum_of_changes();
        clock_->now.pop_back();
        clock_->tick = outside;
        return result;
    }

  private:
    value iterate(const value& previous) {
        frame_->variable = &previous;
        clock_->start_moment();
        value next = body_->now();
        if (++clock_->now.back() > op_.budget) { op_.throw_budget(number_); }
        return next;
    }

    /// `x = body(x)` until it is the same.
    value limit_of_states() {
        value x;
        for (;;) {
            value next = iterate(x);
            if (next == x) { return x; }
            x = std::move(next);
        }
    }

    /// The sum of the changes from one iteration to the next.  A change may be zero and a later one not, because what it meets
    /// is of a later iteration; never later than any iteration that has happened before.
    value sum_of_changes() {
        value sum;
        value change;
        for (;;) {
            value next = iterate(change);
            sum += next;
            auto const iteration = clock_->now.back();
            if (next.empty() && iteration > horizon_) { return sum; }
            horizon_ = next.empty() ? horizon_ : std::max(horizon_, iteration);
            change = std::move(next);
        }
    }

    clock_stack* clock_;
    op::fixpoint<Body, Form> op_;
    std::uint32_t horizon_ = 0;
    pack<circuit_value<In>...> in_;
    std::size_t number_;
    std::unique_ptr<scope_frame> frame_;
    std::optional<circuit_value<Body>> body_;
};

} // namespace detail

/// Runs a circuit step by step.  At each step every source carries what was pushed into it since the last one, as one Z-set;
/// the result is the Z-set that the circuit gives at that moment.
///
///     evaluator sum(integrate(source<int>("x")));
///     sum.input<int>("x").push({{1, 1}});
///     zset<int> result = sum.step();
///
/// Errors: those of the operators, and `broken_state_error` at any step after one that threw, within a step, and of an evaluator
/// that was moved from.
template <any_circuit C> class evaluator {
  public:
    using value_type = typename C::value_type;
    using weight_type = typename C::weight_type;

    explicit evaluator(const C& circuit) : machine_(std::make_unique<machine>(circuit)) {}

    /// The input called `name`, of rows `Row`; `circuit_error` when the circuit has none such.
    template <class Row> dbsp::input<Row, weight_type>& input(const std::string& name) {
        return detail::present("evaluator", machine_).context.inputs.template find<Row, weight_type>(name);
    }

    zset<value_type, weight_type> step() {
        auto& [context, root, state] = detail::present("evaluator", machine_);
        detail::running_step running("evaluator", state);
        context.inputs.advance();
        context.clock.start_moment();
        auto result = root.now();
        ++context.clock.now.front();
        running.done();
        return result;
    }

  private:
    /// What is run; it stays where it is when the evaluator moves.
    struct machine {
        detail::evaluator_context context;
        detail::circuit_value<C> root;
        detail::step_state state = detail::step_state::ready;

        explicit machine(const C& circuit) : root(circuit, context) { context.shared.clear(); }
    };
    std::unique_ptr<machine> machine_;
};

} // namespace dbsp
