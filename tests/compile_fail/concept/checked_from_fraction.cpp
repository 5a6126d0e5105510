// A conversion would cut off the fraction silently.
// expect: deleted
#include <dbsp/concept/checked.hpp>

int main() {
#ifdef POSITIVE_CONTROL
    dbsp::checked<long> n = 1;
    static_cast<void>(n);
#else
    dbsp::checked<long> n = 1.5;
    static_cast<void>(n);
#endif
}
