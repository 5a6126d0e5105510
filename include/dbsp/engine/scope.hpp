/// `scope<D>`: the schedule of one running circuit, nested in D fixpoints.
#pragma once

#include <dbsp/engine/failure.hpp>
#include <dbsp/engine/moment.hpp>
#include <dbsp/operator/fixpoint.hpp>
#include <dbsp/wiring/closing.hpp>
#include <dbsp/wiring/inputs.hpp>

#include <any>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

namespace dbsp::detail {

/// What operators know of the time they run at.
template <std::size_t D> struct scope {
    moment<D> now;
    std::uint64_t tick = 0; ///< names this run of the circuit: no other has the same number
    std::set<moment<D>> pending;
    scope<D - 1>* around = nullptr;
    step_environment* step = nullptr;

    /// Asks for a run at `when`, which has not been yet.
    void schedule(const moment<D>& when) {
        if (pending.insert(when).second && outer(when) != outer(now)) { around->schedule(outer(when)); }
    }
};
template <> struct scope<0> {
    [[no_unique_address]] moment<0> now;
    std::uint64_t tick = 0;
    step_environment* step = nullptr;

    void schedule(moment<0>) const {}
};

/// A batch of changes on its way from one operator to the next; not consolidated.
template <class T, class W> using batch = std::vector<std::pair<T, W>>;

/// What a running fixpoint offers to the leaves of its body: batches that its executor fills.
struct body_frame : open_fixpoint {
    const void* variable = nullptr;
    std::vector<const void*> imports;
};

class operator_meter;
struct worker_place;

/// What the parts of one engine share while it is built.
///
/// Executors tell it of their inputs, of the operators that they run and of the states that they keep, which all stay where they are as long
/// as the engine lives.  This one keeps none of it; an engine that can be saved or measured has a context that does (`with`).
struct engine_context {
    input_registry inputs;
    step_environment step;
    std::vector<body_frame*> frames;
    std::size_t fixpoints = 0; ///< made so far: each has a number, the same as in prints
    /// Shared parts of this scope, by identity; with the circuits, which keep their addresses only while they live.
    std::unordered_map<const void*, std::pair<std::any, std::shared_ptr<void>>> shared;
    /// For operators whose keys close: each forgets those that close up to some time.
    std::vector<std::function<void(event_time)>> collections;
    worker_place* workers = nullptr; ///< of the worker that is made; null in an engine without workers

    static void begin_view(const char* /*kind*/, const std::string& /*name*/) {}
    template <class Input> static void keep_input(const std::string& /*name*/, Input& /*in*/) {}
    /// A state, and the function that is needed to make one, if one is.
    template <class State, class... Function> static void keep(State& /*state*/, const Function&... /*of*/) {}
    /// What measures the operator of a node of a run-time circuit, which is known by the address of its inputs; null where nothing does.
    static operator_meter* meter_of(const void* /*inputs*/) { return nullptr; }
    /// The states from here to `leave` belong to the operator that `meter` measures, unless that is null.
    static operator_meter* enter(operator_meter* /*meter*/) { return nullptr; }
    /// `outside`: what `enter` gave.
    static void leave(operator_meter* /*outside*/) {}
    /// Before a step takes its changes.  Where this throws, the step has not begun.
    static void prepare_step() {}
    static void step_begins() noexcept {}
    static void step_ends() noexcept {}
};

} // namespace dbsp::detail
