/// What an engine can do beside its steps, and pays for only where it is asked for.
#pragma once

#include <dbsp/detail/running_step.hpp>
#include <dbsp/engine/scope.hpp>

#include <cstdint>
#include <string>

namespace dbsp {

/// An engine or a pipeline that only makes steps.
struct plain {
    using context = detail::engine_context;
    template <any_circuit C> using prepared = C;
    // NOLINTNEXTLINE(bugprone-return-const-ref-from-parameter): its callers hold the circuit
    template <any_circuit C> static const C& prepare(const C& circuit, context& /*of*/) { return circuit; }
};

namespace detail {

/// What features have in common: they are told what there is in the engine, and ignore what does not concern them.
struct feature_context {
    template <any_circuit C> void begin_circuit(const C& /*circuit*/) {}
    void begin_view(const char* /*kind*/, const std::string& /*name*/) {}
    template <class Input> void keep_input(const std::string& /*name*/, Input& /*in*/) {}
    template <class State, class... Function> void keep(State& /*state*/, const Function&... /*of*/) {}
    static operator_meter* meter_of(const void* /*inputs*/) { return nullptr; }
    static operator_meter* enter(operator_meter* /*meter*/) { return nullptr; }
    static void leave(operator_meter* /*outside*/) {}
    void prepare_step() {}
    void step_begins() noexcept {}
    void step_ends() noexcept {}

    template <any_circuit C> using prepared = C;
    // NOLINTNEXTLINE(bugprone-return-const-ref-from-parameter): its callers hold the circuit
    template <any_circuit C> static const C& prepare(const C& circuit) { return circuit; }
};

/// What a feature does; an engine has one of each at most.
enum class feature_role : std::uint8_t { saving, spilling, measuring };

/// The context of an engine with features: tells each of them.
template <class Saving, class Spilling, class Measuring> struct feature_contexts : engine_context {
    Saving saving;
    Spilling spilling;
    Measuring measuring;

    template <any_circuit C> void begin_circuit(const C& circuit) {
        each([&](auto& one) { one.begin_circuit(circuit); });
    }
    void begin_view(const char* kind, const std::string& name) {
        each([&](auto& one) { one.begin_view(kind, name); });
    }
    template <class Input> void keep_input(const std::string& name, Input& in) {
        each([&](auto& one) { one.keep_input(name, in); });
    }
    template <class State, class... Function> void keep(State& state, const Function&... of) {
        each([&](auto& one) { one.keep(state, of...); });
    }
    operator_meter* meter_of(const void* in) { return measuring.meter_of(in); }
    operator_meter* enter(operator_meter* meter) { return measuring.enter(meter); }
    void leave(operator_meter* outside) { measuring.leave(outside); }
    void prepare_step() { spilling.prepare_step(); }
    void step_begins() noexcept { measuring.step_begins(); }
    void step_ends() noexcept { measuring.step_ends(); }

  private:
    template <class Tell> void each(Tell&& tell) {
        tell(saving);
        tell(spilling);
        tell(measuring);
    }
};

/// In the place of a feature that is not asked for.
struct no_feature {
    using recorder = feature_context;
};

/// The recorder of the first feature with a role.
template <feature_role Role, class... Feature> struct recorder_of {
    using type = no_feature::recorder;
};
template <feature_role Role, class Feature, class... More>
struct recorder_of<Role, Feature, More...> : recorder_of<Role, More...> {};
template <feature_role Role, class Feature, class... More>
    requires(Feature::role == Role)
struct recorder_of<Role, Feature, More...> {
    using type = typename Feature::recorder;
};

/// The way into an engine or a pipeline, for features.
struct machine_access {
    /// The context of one that is not in a step.
    template <class Machine> static auto& context_of(const char* what, Machine& machine) {
        auto& now = present(what, machine.machine_);
        if (now.state == step_state::running) {
            throw broken_state_error(std::string(what) +
                                     ": a step is running; it can be called when that is done");
        }
        return now.context;
    }
};

} // namespace detail

/// An engine or a pipeline with features: `snapshots` (dbsp/engine/snapshot.hpp), `spills` (dbsp/engine/spill.hpp), `profiles`
/// (dbsp/engine/profile.hpp), in any order.
template <class... Feature> struct with {
    using saving = typename detail::recorder_of<detail::feature_role::saving, Feature...>::type;
    using spilling = typename detail::recorder_of<detail::feature_role::spilling, Feature...>::type;
    using measuring = typename detail::recorder_of<detail::feature_role::measuring, Feature...>::type;
    using context = detail::feature_contexts<saving, spilling, measuring>;

    template <any_circuit C> using prepared = typename measuring::template prepared<C>;
    template <any_circuit C> static decltype(auto) prepare(const C& circuit, context& of) {
        of.begin_circuit(circuit);
        return of.measuring.prepare(circuit);
    }
};

} // namespace dbsp
