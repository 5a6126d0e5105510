#include "property/support/dynamic_machine.hpp"
#include "support/memory_store.hpp"

#include <dbsp/engine/spill.hpp>

namespace dbsp::test {

namespace {
using spilling_machine = engine<dynamic, with<spills>>;

std::shared_ptr<spilling_machine> spilled(const dynamic& circuit, std::uint64_t memory,
                                          const std::shared_ptr<store_watch>& watch) {
    auto machine = std::make_shared<spilling_machine>(circuit);
    spill(*machine, std::make_unique<memory_store>(watch), {.memory = memory});
    return machine;
}

/// Steps of which each call of the store fails once.
zset<row> step_at_last(spilling_machine& machine, store_watch& watch) {
    for (std::size_t calls = 0;; ++calls) {
        watch.fails_after = calls;
        try {
            auto change = zset(machine.step());
            watch.fails_after = store_watch::never;
            return change;
        } catch (const store_error&) {}
    }
}
} // namespace

dynamic_run run_engine_spilled(const dynamic& circuit, std::uint64_t memory) {
    return run("engine with " + std::to_string(memory) + " bytes of memory, run-time circuit",
               spilled(circuit, memory, std::make_shared<store_watch>()));
}

dynamic_run run_engine_spilled_interrupted(const dynamic& circuit) {
    auto const watch = std::make_shared<store_watch>();
    auto const machine = spilled(circuit, 0, watch);
    auto const fails_by_store = std::make_shared<bool>(false);
    return {"engine on disk whose steps fail, run-time circuit",
            [machine, watch, fails_by_store](const dynamic_stream& batches) {
                push(*machine, batches);
                *fails_by_store = !*fails_by_store;
                if (*fails_by_store) { return step_at_last(*machine, *watch); }
                const zset<row>* change = nullptr;
                interrupt_until_done(interruption::of_memory, [&] { change = &machine->step(); }, [] {});
                return *change;
            }};
}

} // namespace dbsp::test
