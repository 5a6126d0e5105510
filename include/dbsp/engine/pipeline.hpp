/// `pipeline`: an engine with several outputs, which are found by name; what they keep can be read.
#pragma once

#include <dbsp/engine/running_view.hpp>

#include <ranges>

namespace dbsp {

/// Keeps several views up to date in one step.  What they share, by `share` or as parts of run-time circuits, runs once and has its
/// state once.
///
///     auto const totals = share(source<order>("orders") | group_by(region) | aggregate(sum(amount)));
///     pipeline sales(materialized_view("totals", totals), view("large", totals | filter(col<"sum"> > 100)));
///     sales.input<order>("orders").insert({1, "north", 10});
///     sales.step();
///     for (const auto& [row, weight] : sales.change<total>("large")) { ... }
///     for (const auto& [row, weight] : sales.state<total>("totals")) { ... }
///
/// Laws: each view changes as the engine of its circuit alone says; a state is the sum of the changes
/// (tests/property/pass/random_circuits.cpp).
/// Errors: those of `engine`; as there, a step that throws has changed nothing.  What a view gives cannot be read while a step runs:
/// `broken_state_error`.
/// Not for several threads at once.
///
/// `basic_pipeline<with<snapshots, profiles>>` can be saved (dbsp/engine/snapshot.hpp) and measured (dbsp/engine/profile.hpp).
template <class Features> class basic_pipeline {
  public:
    template <any_view... View>
        requires(sizeof...(View) > 0)
    explicit basic_pipeline(const View&... views) : machine_(std::make_unique<machine>()) {
        (machine_->add(views), ...);
        machine_->context.shared.clear();
    }
    /// Of views in a range: as many as are known at run time.
    template <std::ranges::input_range Views>
        requires any_view<std::ranges::range_value_t<Views>>
    basic_pipeline(std::from_range_t, const Views& views) : machine_(std::make_unique<machine>()) {
        for (const auto& one : views) { machine_->add(one); }
        machine_->context.shared.clear();
    }

    /// The input called `name`, of rows `Row`; `circuit_error` when no view has such a source.
    template <class Row, class W = default_weight> dbsp::input<Row, W>& input(const std::string& name) {
        return detail::present("pipeline", machine_).context.inputs.template find<Row, W>(name);
    }

    /// Takes everything pushed since the last step into all views.
    void step() {
        auto& now = detail::present("pipeline", machine_);
        detail::engine_step running("pipeline", now.context, now.state);
        ++now.scope.tick;
        now.views.run();
        running.commit();
    }

    /// Where the last step failed; nothing where it succeeded.
    [[nodiscard]] const std::optional<step_failure>& failure() const {
        return detail::present("pipeline", machine_).context.step.failure.known();
    }

    /// Forgets what operators keep for keys that close at `until` or before (see `closing`); nothing is given out for them.  From then on a
    /// change of such a key makes a step fail with `late_error`.
    void collect(event_time until) {
        for (const auto& one : detail::machine_access::context_of("collect", *this).collections) {
            one(until);
        }
    }

    /// By what the last step has changed the view, consolidated.  The reference stays valid, and each step replaces what it refers to.
    template <class Row, class W = default_weight>
    [[nodiscard]] const zset<Row, W>& change(const std::string& name) const {
        return readable().template change<Row, W>(name);
    }
    /// All rows of a `materialized_view`, as of the last step.  The reference stays valid.
    template <class Row, class W = default_weight>
    [[nodiscard]] const zset<Row, W>& state(const std::string& name) const {
        return readable().template state<Row, W>(name);
    }
    /// All rows of an `indexed_view` by their keys, as of the last step.  The reference stays valid.
    template <class K, class Row, class W = default_weight>
    [[nodiscard]] const ordered_index<K, Row, W>& index(const std::string& name) const {
        return readable().template index<K, Row, W>(name);
    }

  private:
    friend struct detail::machine_access;

    /// What is run; it stays where it is when the pipeline moves.
    struct machine {
        typename Features::context context;
        detail::scope<0> scope = detail::outermost(context.step);
        detail::view_list views;
        detail::step_state state = detail::step_state::ready;

        template <class C> using prepared = typename Features::template prepared<C>;

        template <any_circuit C> void add(const view<C>& one) {
            add_as<detail::running_changes<prepared<C>>>("view", one);
        }
        template <any_circuit C> void add(const materialized_view<C>& one) {
            add_as<detail::running_state<prepared<C>>>("materialized_view", one);
        }
        template <any_circuit C, class Key> void add(const indexed_view<C, Key>& one) {
            using row = typename C::value_type;
            constexpr bool callable = std::invocable<const Key&, const row&>;
            detail::require<callable, detail::not_callable<"indexed_view", Key, row>>();
            if constexpr (callable) {
                add_as<detail::running_index<prepared<C>, Key>>("indexed_view", one, one.key);
            }
        }
        /// `more`: what the running form needs besides the circuit.
        template <class Running, class View, class... More>
        void add_as(const char* kind, const View& one, const More&... more) {
            context.begin_view(kind, one.name);
            views.add(one.name, std::make_unique<Running>(one.name, Features::prepare(one.circuit, context),
                                                          context, scope, more...));
        }
    };

    [[nodiscard]] const detail::view_list& readable() const {
        const auto& now = detail::present("pipeline", machine_);
        if (now.state == detail::step_state::running) {
            throw broken_state_error("pipeline: a step is running; its views can be read when it is done");
        }
        return now.views;
    }

    std::unique_ptr<machine> machine_;
};

/// The plain one.
using pipeline = basic_pipeline<plain>;

} // namespace dbsp
