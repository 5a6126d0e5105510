// expect: signed_integral
#include <dbsp/concept/checked.hpp>

int main() {
#ifdef POSITIVE_CONTROL
    dbsp::checked<long> n;
    static_cast<void>(n);
#else
    dbsp::checked<unsigned> n;
    static_cast<void>(n);
#endif
}
