/// Pointwise operators in the engine: the weights of every value, and what they make of them.
#pragma once

#include <dbsp/engine/executor.hpp>
#include <dbsp/engine/look_ahead.hpp>
#include <dbsp/engine/state_table.hpp>
#include <dbsp/engine/timed_groups.hpp>

namespace dbsp::detail {

/// The weight of one value in each of N inputs: a product of groups.
template <class W, std::size_t N> struct weights {
    std::array<W, N> of{};

    friend weights operator+(weights a, const weights& b) {
        for (std::size_t i = 0; i < N; ++i) { a.of[i] = a.of[i] + b.of[i]; }
        return a;
    }
    friend bool operator==(const weights&, const weights&) = default;
};

template <class Op, class W, std::size_t N> W weigh(const Op& op, const weights<W, N>& w) {
    return std::apply([&](const auto&... one) { return op.weigh(one...); }, w.of);
}

/// The weights of every value, outside fixpoints.
template <class T, class Weights> class weight_table final : public participant {
  public:
    /// `change(weights)` for those of `value`; where all are zero then, the value goes at the end of the step.
    template <class Change> void update(const T& value, std::uint64_t hash, Change&& change) {
        make_room(zero_);
        auto const place = seen_.touch(value, hash, [](const T&, const Weights& known) { return known; });
        auto& known = seen_.value(place);
        change(known);
        if (known == Weights{}) { zero_.push_back(place); }
    }
    /// What is left between steps.
    [[nodiscard]] auto& kept() { return seen_; }

    void commit() noexcept override {
        for (auto const place : zero_) {
            if (!seen_.is_erased(place) && seen_.value(place) == Weights{}) { seen_.erase(place); }
        }
        recycle(zero_);
        seen_.commit();
    }
    void rollback() noexcept override {
        recycle(zero_);
        seen_.rollback([](Weights& known, const Weights& before) { known = before; });
    }

  private:
    state_table<T, Weights, Weights> seen_;
    std::vector<std::uint32_t> zero_; ///< places of values whose weights have all been zero in this step
};

/// Outside fixpoints each change is answered immediately: `f(now) - f(before)` of the one value that it affects.
template <of_class<pointwise> Op, any_circuit... In> class executor<node<Op, In...>, 0> {
    using circuit = node<Op, In...>;
    using value = typename circuit::value_type;
    using weight_type = typename circuit::weight_type;
    using input_weights = weights<weight_type, sizeof...(In)>;

  public:
    template <class Context>
    executor(const circuit& c, Context& context, scope<0>& where)
        : op_(c.op), step_(where.step), in_(c.in, context, where) {
        context.keep(seen_.kept());
    }

    template <class Out> void run(Out&& out) {
        step_->states.enlist(seen_);
        [&]<std::size_t... Side>(std::index_sequence<Side...>) {
            (get<Side>(ahead_).rows.run(get<Side>(in_), arriving<Side, Out>{this, &out}), ...);
        }(std::index_sequence_for<In...>{});
    }

  private:
    /// What is known of a row that waits.
    struct note {
        static constexpr bool is_cheap = true;
        std::uint64_t hash = 0;
    };
    /// See `look_ahead`.
    template <std::size_t Side, class Out> struct arriving {
        executor* of;
        std::remove_reference_t<Out>* out;

        void begin(const value& row, note& noted) const { noted.hash = hash_of(row); }
        void fetch_slots(const note& noted) const { of->seen_.kept().fetch_slot(noted.hash); }
        void fetch_entries(const note& noted) const { of->seen_.kept().fetch_entry(noted.hash); }
        void fetch_rows(const value&, const note&) const {}
        void fetch_places(const note&) const {}
        [[nodiscard]] bool is_first_load() const { return false; }
        void use(const value& row, const weight_type& w, const note& noted) const {
            attribute(of->step_->failure, of->op_, "row", row,
                      [&] { of->template arrive<Side>(row, w, noted.hash, *out); });
        }
    };
    /// One for each input.
    template <class One> struct ahead_of {
        look_ahead<executor<One, 0>, value, weight_type, note> rows;
    };

    template <std::size_t Side, class Out>
    void arrive(const value& row, const weight_type& w, std::uint64_t hash, Out& out) {
        if (w == weight_type{}) { return; }
        weight_type change{};
        seen_.update(row, hash, [&](input_weights& known) {
            auto const before = weigh(op_, known);
            known.of[Side] = known.of[Side] + w;
            change = weigh(op_, known) - before;
        });
        if (change != weight_type{}) { out(row, change); }
    }

    [[no_unique_address]] Op op_;
    step_environment* step_;
    executors<0, In...> in_;
    pack<ahead_of<In>...> ahead_;
    weight_table<value, input_weights> seen_;
};

/// Inside fixpoints each value has a history.
template <of_class<pointwise> Op, any_circuit... In, std::size_t D>
    requires(D > 0)
class executor<node<Op, In...>, D> {
    using circuit = node<Op, In...>;
    using value = typename circuit::value_type;
    using weight_type = typename circuit::weight_type;
    using input_weights = weights<weight_type, sizeof...(In)>;

  public:
    template <class Context>
    executor(const circuit& c, Context& context, scope<D>& where)
        : op_(c.op), failure_(&where.step->failure), in_(c.in, context, where), groups_(where) {
        context.keep(groups_.kept());
    }

    template <class Out> void run(Out&& out) {
        [&]<std::size_t... Side>(std::index_sequence<Side...>) {
            (get<Side>(in_).run([&](const value& row, const weight_type& w) {
                attribute(*failure_, op_, "row", row, [&] {
                    auto& known = groups_.touch(row).of[Side];
                    known = known + w;
                });
            }),
             ...);
        }(std::index_sequence_for<In...>{});
        groups_.settle(
            [this](const value&, const input_weights& w, weight_type& result) { result = weigh(op_, w); },
            out, [this](const value& row, auto&& work) { attribute(*failure_, op_, "row", row, work); });
    }

  private:
    [[no_unique_address]] Op op_;
    failure_note* failure_;
    executors<D, In...> in_;
    timed_groups<value, input_weights, weight_type, D> groups_;
};

} // namespace dbsp::detail
