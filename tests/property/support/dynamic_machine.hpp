/// Pushes batches into whatever runs a run-time circuit; for the sources of dynamic_runner.hpp only.
#pragma once

#include <dbsp/engine/compiled.hpp>

#include "property/support/dynamic_runner.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

namespace dbsp::test {

template <class Machine> void push(Machine& machine, const dynamic_stream& batches) {
    for (const auto& batch : batches) {
        for (std::size_t i = 0; i < batch.size(); ++i) {
            machine.template input<row>(input_name(i)).push(batch[i]);
        }
    }
}

template <class Machine> dynamic_run run(std::string name, std::shared_ptr<Machine> machine) {
    return {std::move(name), [machine](const dynamic_stream& batches) -> zset<row> {
                push(*machine, batches);
                return machine->step();
            }};
}

} // namespace dbsp::test

DBSP_EXTERN_ENGINE(dbsp::test::dynamic); // in dynamic_engine.cpp
