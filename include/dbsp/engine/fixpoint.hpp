/// Recursion in the engine: the body run at the iterations where something changes.
#pragma once

#include <dbsp/engine/executor.hpp>
#include <dbsp/engine/recomputing.hpp>
#include <dbsp/operator/fixpoint.hpp>

namespace dbsp::detail {

/// How deep fixpoints may nest in a run-time circuit: the compiler makes all its executors once for every depth.  Static circuits
/// nest as deep as they are written.
inline constexpr std::size_t max_dynamic_depth = 1;

template <class Row, class W, std::size_t D> class executor<node<op::variable<Row, W>>, D> {
  public:
    template <class Context>
    executor(const node<op::variable<Row, W>>& c, Context& context, scope<D>&)
        : changes_(static_cast<const zset<Row, W>*>(frame_of(context.frames, c.op, "iterate").variable)) {}
    template <class Out> void run(Out&& out) {
        for (const auto& [row, w] : *changes_) { out(row, w); }
    }

  private:
    const zset<Row, W>* changes_;
};

template <class Row, class W, std::size_t D> class executor<node<op::import <Row, W>>, D> {
  public:
    template <class Context>
    executor(const node<op::import <Row, W>>& c, Context& context, scope<D>&)
        : changes_(static_cast<const batch<Row, W>*>(
              frame_of(context.frames, c.op, "input").imports.at(c.op.index))) {}
    template <class Out> void run(Out&& out) {
        for (const auto& [row, w] : *changes_) { out(row, w); }
    }

  private:
    const batch<Row, W>* changes_;
};

/// The body over changes, at depth D + 1.  Changes of the inputs enter at iteration 0; what the body gives at iteration i comes
/// back as the change of the iterate at i + 1; the sum over the iterations goes out.  Only iterations with something to do are
/// run: those, and the ones that operators asked for because an old change is met there again.
///
///     in --delta0--> body ---+--> sum over the iterations --> out
///                     ^      |
///                     +-z^-1-+   (clock of the iterations)
template <any_circuit Body, any_circuit... In, std::size_t D>
class executor<node<op::fixpoint<Body, op::iteration::of_states>, In...>, D> {
    static constexpr bool too_deep = dynamic_circuit<Body> && D >= max_dynamic_depth;
    using circuit = node<op::fixpoint<Body, op::iteration::of_states>, In...>;
    using value = typename Body::value_type;
    using weight_type = typename Body::weight_type;
    using inner_moment = moment<D + 1>;

    /// What the body and its leaves point to; it stays where it is.  Between steps there is nothing in it but what a recomputation needs.
    struct state final : participant {
        scope<D + 1> schedule;
        zset<value, weight_type> variable;
        std::tuple<batch<typename In::value_type, typename In::weight_type>...> imports;
        std::map<inner_moment, zset<value, weight_type>> feedback;
        body_frame frame;
        std::unique_ptr<restarting<value, weight_type, typename In::value_type...>> anew;
        std::conditional_t<too_deep, std::optional<int>, std::optional<executor<Body, too_deep ? D : D + 1>>>
            body;

        void commit() noexcept override {
            if (anew) { anew->commit(); }
        }
        void rollback() noexcept override {
            forget_step();
            if (anew) { anew->rollback(); }
        }
        void forget_step() noexcept {
            schedule.pending.clear();
            variable.clear();
            std::apply([](auto&... import) { (import.clear(), ...); }, imports);
            feedback.clear();
        }
    };

  public:
    template <class Context>
    executor(const circuit& c, Context& context, scope<D>& where)
        : op_(c.op),
          scope_(&where),
          in_(c.in, context, where),
          number_(++context.fixpoints),
          state_(std::make_unique<state>()) {
        if constexpr (D > 0) { state_->schedule.around = &where; }
        state_->schedule.step = where.step;
        if constexpr (D == 0) {
            if (c.op.recomputes) {
                state_->anew = std::make_unique<typename decltype(state_->anew)::element_type>();
                state_->schedule.step = &state_->anew->step;
            }
        }
        auto& frame = state_->frame;
        frame.scope = c.op.scope;
        frame.title = fixpoint_title(c.op.title, number_);
        frame.variable = &state_->variable;
        std::apply([&](auto&... import) { frame.imports = {static_cast<const void*>(&import)...}; },
                   state_->imports);
        context.frames.push_back(&frame);
        auto outside = std::exchange(context.shared,
                                     {}); // a copy of this fixpoint has the same body, but runs it itself
        build_body(c, context);
        context.shared = std::move(outside);
        context.frames.pop_back();
        if (state_->anew) { state_->anew->keep_in(context); }
    }

    template <class Out> void run(Out&& out) {
        if constexpr (!too_deep) {
            scope_->step->states.enlist(*state_);
            if (state_->anew) { state_->anew->begin(); }
            gather_imports();
            if constexpr (D == 0) {
                if (state_->anew) {
                    auto const change = change_by_either_way();
                    for (const auto& [row, w] : change) { out(row, w); }
                    return;
                }
            }
            follow(out);
        }
    }

  private:
    template <class Context> void build_body(const circuit& c, Context& context) {
        if constexpr (too_deep) {
            throw circuit_error(state_->frame.title + ": run-time circuits nest at most " +
                                std::to_string(max_dynamic_depth) +
                                " deep; build this one as a static circuit");
        } else {
            state_->body.emplace(c.op.body, context, state_->schedule);
        }
    }

    void gather_imports() {
        bool changed = false;
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            ((get<I>(in_).run([&](auto&& row, const auto& w) {
                 std::get<I>(state_->imports).emplace_back(std::forward<decltype(row)>(row), w);
                 changed = true;
             })),
             ...);
        }(std::index_sequence_for<In...>{});
        state_->schedule.now = inner(scope_->now, 0);
        if (changed) { state_->schedule.pending.insert(state_->schedule.now); }
    }

    /// The next iteration of this run that has something to do.
    std::optional<inner_moment> due() const {
        auto const& pending = state_->schedule.pending;
        if (pending.empty() || outer(*pending.begin()) != scope_->now) { return std::nullopt; }
        return *pending.begin();
    }

    template <class Out> void follow(Out&& out) {
        while (auto const next = due()) {
            if (auto const* const changes = iterate(*next)) {
                for (const auto& [row, w] : *changes) { out(row, w); }
            }
        }
    }

    /// The change of the result, by following the changes of the inputs or by recomputing it.
    zset<value, weight_type> change_by_either_way() {
        auto& anew = *state_->anew;
        try {
            bool const first = anew.rows() == 0;
            auto const changed = keep_imports();
            auto const rows = anew.rows();
            zset<value, weight_type> change;
            if (changed == 0) { return change; }
            if (first || !follow_within_reason(changed, rows, change)) { recompute(rows, change); }
            for (const auto& [row, w] : change) {
                attribute(anew.step.failure, op_, "row", row, [&] { anew.result.add(row, w); });
            }
            return change;
        } catch (...) {
            scope_->step->failure.take(anew.step.failure);
            throw;
        }
    }
    /// How many rows have changed.
    std::uint64_t keep_imports() {
        std::uint64_t changed = 0;
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            auto const keep = [&](auto& relation, const auto& batch) {
                for (const auto& [row, w] : batch) {
                    attribute(state_->anew->step.failure, op_, "row", row, [&] { relation.add(row, w); });
                }
                changed += batch.size();
            };
            (keep(std::get<I>(state_->anew->inputs), std::get<I>(state_->imports)), ...);
        }(std::index_sequence_for<In...>{});
        return changed;
    }
    bool follow_within_reason(std::uint64_t changed, std::uint64_t rows, zset<value, weight_type>& change) {
        auto& step = state_->anew->step;
        auto& policy = state_->anew->policy;
        if (policy.at_once(changed, rows)) {
            policy.not_tried();
            return false;
        }
        try {
            step.limit = policy.work_from_nothing(rows);
            follow([&](const value& row, const weight_type& w) {
                attribute(step.failure, op_, "row", row, [&] { change.add(row, w); });
            });
            policy.followed(step.work, changed);
            return true;
        } catch (const work_limit&) {
            policy.given_up(step.work, changed);
            step.states.rollback();
            step.failure.clear();
            change.clear();
            return false;
        }
    }
    void recompute(std::uint64_t rows, zset<value, weight_type>& change) {
        auto& anew = *state_->anew;
        state_->forget_step();
        anew.forget_all();
        anew.step.work = 0;
        anew.step.limit = never;
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (std::get<I>(anew.inputs).for_each([&](const auto& row, const weight_type& w) {
                std::get<I>(state_->imports).emplace_back(row, w);
            }),
             ...);
        }(std::index_sequence_for<In...>{});
        state_->schedule.now = inner(scope_->now, 0);
        state_->schedule.pending.insert(state_->schedule.now);
        auto const add = [&](const value& row, const weight_type& w) {
            attribute(anew.step.failure, op_, "row", row, [&] { change.add(row, w); });
        };
        follow(add);
        anew.policy.computed(anew.step.work, rows);
        anew.result.for_each([&](const value& row, const weight_type& w) { add(row, -w); });
    }

    /// What it gives is null where nothing has changed, and valid until the next iteration.
    const zset<value, weight_type>* iterate(const inner_moment& now) {
        auto& schedule = state_->schedule;
        auto& variable = state_->variable;
        schedule.pending.erase(now);
        schedule.now = now;
        ++schedule.tick;
        if (now.at[D] >= op_.budget) {
            attribute(schedule.step->failure, op_, "iteration", now.at[D],
                      [this] { op_.throw_budget(number_); });
        }
        auto const known = state_->feedback.extract(now);
        variable = known ? std::move(known.mapped()) : zset<value, weight_type>{};
        zset<value, weight_type> changes;
        state_->body->run([&](auto&& row, const weight_type& w) {
            attribute(schedule.step->failure, op_, "row", row,
                      [&] { changes.add(std::forward<decltype(row)>(row), w); });
        });
        std::apply([](auto&... import) { (import.clear(), ...); }, state_->imports);
        if (changes.empty()) { return nullptr; }
        auto const next = inner(scope_->now, now.at[D] + 1);
        auto const fed_back = state_->feedback.emplace(next, std::move(changes)).first;
        schedule.pending.insert(next);
        return &fed_back->second;
    }

    static constexpr std::uint64_t never = ~std::uint64_t{0};

    op::fixpoint<Body, op::iteration::of_states> op_;
    scope<D>* scope_;
    executors<D, In...> in_;
    std::size_t number_;
    std::unique_ptr<state> state_;
};

/// The engine takes changes itself.
template <any_circuit Body, any_circuit... In, std::size_t D>
class executor<node<op::fixpoint<Body, op::iteration::of_changes>, In...>, D> {
  public:
    template <class Context>
    executor(const node<op::fixpoint<Body, op::iteration::of_changes>, In...>& c, Context& context,
             scope<D>& where) {
        make_in_order(c.in, context, where); // fixpoints in there count
        throw circuit_error(fixpoint_title(c.op.title, ++context.fixpoints) +
                            " is incremental already; give the engine the circuit itself");
    }
    template <class Out> void run(Out&&) {}
};

} // namespace dbsp::detail
