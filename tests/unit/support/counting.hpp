/// A fixpoint that has no end where something flows into it, and what its error says.
#pragma once

#include <dbsp/circuit/circuit.hpp>
#include <dbsp/operator/fixpoint.hpp>

#include <string>

namespace dbsp::test {

inline constexpr auto up = [](int i) { return i + 1; };
/// Settles where `in` is empty, and else never.
inline constexpr auto count_up = [](auto x, auto in) { return in + map(x, up); };

inline std::string budget_message(auto machine, const char* pushed) {
    machine.template input<int>(pushed).insert(0);
    try {
        machine.step();
    } catch (const budget_error& e) { return e.what(); }
    return "none";
}

} // namespace dbsp::test
