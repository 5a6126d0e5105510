// expect: plus: the left input carries weights of type 'dbsp::checked<long>', the right one of type 'dbsp::checked<int>'; both must be the same
#include <dbsp/operator/plus.hpp>
#include <dbsp/operator/source.hpp>

auto const wide = dbsp::source<int>("wide");
auto const narrow = dbsp::source<int, dbsp::checked<int>>("narrow");

int main() {
#ifdef POSITIVE_CONTROL
    static_cast<void>(dbsp::plus(wide, wide));
#else
    static_cast<void>(dbsp::plus(wide, narrow));
#endif
}
