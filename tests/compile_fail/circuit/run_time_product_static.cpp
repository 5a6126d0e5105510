// expect: product: a run-time circuit cannot be wired to a static one; build both inputs as 'dbsp::circuit<dbsp::functions<int
#include <dbsp/circuit/circuit.hpp>

using runtime = dbsp::circuit<dbsp::functions<int>>;
auto const built = dbsp::source<runtime>("built");
auto const fixed = dbsp::source<int>("fixed");

struct sum {
    int operator()(int a, int b) const { return a + b; }
};

int main() {
#ifdef POSITIVE_CONTROL
    static_cast<void>(dbsp::product(built, built, sum{}));
#else
    static_cast<void>(dbsp::product(built, fixed, sum{}));
#endif
}
