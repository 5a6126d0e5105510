#include "property/support/dynamic_machine.hpp"

#include <dbsp/engine/parallel_engine.hpp>

namespace dbsp::test {

namespace {
auto parallel_machine(const dynamic& circuit, workers how) {
    return std::make_shared<parallel_engine<dynamic>>(circuit, how);
}
} // namespace

dynamic_run run_parallel(const dynamic& circuit, std::size_t count) {
    return run(std::to_string(count) + " workers at once",
               parallel_machine(circuit, {.count = count, .serial_below = 0}));
}
dynamic_run run_parallel_interrupted(const dynamic& circuit) {
    auto const machine = parallel_machine(circuit, {.count = 3, .serial_below = 1'000'000});
    return {"workers whose steps fail", [machine](const dynamic_stream& batches) {
                push(*machine, batches);
                const zset<row>* change = nullptr;
                interrupt_until_done(interruption::of_memory, [&] { change = &machine->step(); }, [] {});
                return *change;
            }};
}

} // namespace dbsp::test
