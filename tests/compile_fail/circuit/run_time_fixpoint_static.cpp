// expect: fixpoint: a run-time circuit cannot be wired to a static one; build both inputs as 'dbsp::circuit<dbsp::functions<int
#include <dbsp/circuit/circuit.hpp>

using runtime = dbsp::circuit<dbsp::functions<int>>;
auto const built = dbsp::source<runtime>("built");
auto const fixed = dbsp::source<int>("fixed");

int main() {
#ifdef POSITIVE_CONTROL
    static_cast<void>(
        dbsp::fixpoint([](auto x, auto a, auto b) { return dbsp::distinct(x + a + b); }, built, built));
#else
    static_cast<void>(dbsp::fixpoint([](auto, auto a, auto) { return dbsp::distinct(a); }, built, fixed));
#endif
}
