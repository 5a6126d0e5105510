#include "property/support/dynamic_machine.hpp"

#include <dbsp/engine/engine.hpp>

namespace dbsp::test {

dynamic_run run_engine(const dynamic& circuit) {
    return run("engine, run-time circuit", std::make_shared<engine<dynamic>>(circuit));
}
dynamic_run run_engine_in_pieces(const dynamic& circuit) {
    auto const machine = std::make_shared<engine<dynamic>>(circuit);
    return {"engine in pieces, run-time circuit", [machine](const dynamic_stream& batches) {
                push(*machine, batches);
                zset<row> change;
                machine->step([&](const row& r, const default_weight& w) { change.add(r, w); });
                return change;
            }};
}
dynamic_run run_engine_interrupted(const dynamic& circuit, interruption kind) {
    auto const machine = std::make_shared<engine<dynamic>>(circuit);
    return {"engine whose steps fail, run-time circuit", [machine, kind](const dynamic_stream& batches) {
                push(*machine, batches);
                const zset<row>* change = nullptr;
                interrupt_until_done(kind, [&] { change = &machine->step(); }, [] {});
                return *change;
            }};
}

} // namespace dbsp::test

DBSP_COMPILE_ENGINE(dbsp::test::dynamic);
