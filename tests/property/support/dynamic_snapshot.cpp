#include "property/support/dynamic_machine.hpp"

#include <dbsp/engine/snapshot.hpp>

#include <sstream>

namespace dbsp::test {

dynamic_run run_engine_restored(const dynamic& circuit) {
    using machine = engine<dynamic, with<snapshots>>;
    auto const running = std::make_shared<std::unique_ptr<machine>>(std::make_unique<machine>(circuit));
    return {"engine restored before each step, run-time circuit",
            [running, circuit](const dynamic_stream& batches) {
                push(**running, batches);
                std::stringstream bytes;
                save(bytes, **running);
                auto fresh = std::make_unique<machine>(circuit);
                restore(bytes, *fresh);
                *running = std::move(fresh);
                return zset((*running)->step());
            }};
}

} // namespace dbsp::test
