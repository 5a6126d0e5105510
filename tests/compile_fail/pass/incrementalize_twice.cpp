// expect: incrementalize: the circuit is incremental already
#include <dbsp/operator/source.hpp>
#include <dbsp/pass/incrementalize.hpp>

auto const numbers = dbsp::source<int>("numbers");
auto const all = dbsp::fixpoint([](auto x, auto in) { return dbsp::distinct(x + in); }, numbers);

int main() {
#ifdef POSITIVE_CONTROL
    static_cast<void>(dbsp::incrementalize(all));
#else
    static_cast<void>(dbsp::incrementalize(dbsp::incrementalize(all)));
#endif
}
