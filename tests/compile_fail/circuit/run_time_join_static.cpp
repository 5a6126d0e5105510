// expect: join: a run-time circuit cannot be wired to a static one; build both inputs as 'dbsp::circuit<dbsp::functions<int
#include <dbsp/circuit/circuit.hpp>

using runtime = dbsp::circuit<dbsp::functions<int>>;
auto const built = dbsp::source<runtime>("built");
auto const fixed = dbsp::source<int>("fixed");
auto const same = dbsp::on(dbsp::identity_fn{}, dbsp::identity_fn{});

int main() {
#ifdef POSITIVE_CONTROL
    static_cast<void>(dbsp::join(built, built, same, dbsp::first_of_pair{}));
#else
    static_cast<void>(dbsp::join(built, fixed, same, dbsp::first_of_pair{}));
#endif
}
