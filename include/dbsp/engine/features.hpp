/// What an engine can do beside its steps, and pays for only where it is asked for.
#pragma once

#include <dbsp/detail/running_step.hpp>
#include <dbsp/engine/scope.hpp>

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
    void step_begins() noexcept {}
    void step_ends() noexcept {}

    template <any_circuit C> using prepared = C;
    // NOLINTNEXTLINE(bugprone-return-const-ref-from-parameter): its callers hold the circuit
    template <any_circuit C> static const C& prepare(const C& circuit) { return circuit; }
};

/// The context of an engine that can be saved or measured, or both: tells `First`, then `Second`, which measures.
template <class First, class Second> struct both_contexts : engine_context {
    First first;
    Second second;

    void begin_view(const char* kind, const std::string& name) {
        first.begin_view(kind, name);
        second.begin_view(kind, name);
    }
    template <class Input> void keep_input(const std::string& name, Input& in) {
        first.keep_input(name, in);
        second.keep_input(name, in);
    }
    template <class State, class... Function> void keep(State& state, const Function&... of) {
        first.keep(state, of...);
        second.keep(state, of...);
    }
    operator_meter* meter_of(const void* in) { return second.meter_of(in); }
    operator_meter* enter(operator_meter* meter) { return second.enter(meter); }
    void leave(operator_meter* outside) { second.leave(outside); }
    void step_begins() noexcept { second.step_begins(); }
    void step_ends() noexcept { second.step_ends(); }
};

/// Where nothing is saved, or nothing measured.
struct no_feature {
    using recorder = feature_context;
    static constexpr bool measures = false;
};

template <class... Feature> struct chosen;
template <> struct chosen<> {
    using saving = no_feature;
    using measuring = no_feature;
};
template <class Feature, class... More> struct chosen<Feature, More...> {
    using saving = std::conditional_t<Feature::measures, typename chosen<More...>::saving, Feature>;
    using measuring = std::conditional_t<Feature::measures, Feature, typename chosen<More...>::measuring>;
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

/// An engine or a pipeline with features: `snapshots` (dbsp/engine/snapshot.hpp), `profiles` (dbsp/engine/profile.hpp), in any order.
template <class... Feature> struct with {
    using saving = typename detail::chosen<Feature...>::saving::recorder;
    using measuring = typename detail::chosen<Feature...>::measuring::recorder;
    using context = detail::both_contexts<saving, measuring>;

    template <any_circuit C> using prepared = typename measuring::template prepared<C>;
    template <any_circuit C> static decltype(auto) prepare(const C& circuit, context& of) {
        of.first.begin_circuit(circuit);
        of.second.begin_circuit(circuit);
        return of.second.prepare(circuit);
    }
};

} // namespace dbsp
