// A predicate with a name is as strict.
// expect: no matching
#include <dbsp/wiring/function.hpp>

using predicate = dbsp::labelled_function<bool(const int&)>;

struct parity {
    int operator()(int n) const { return n % 2; }
};
struct is_odd {
    bool operator()(int n) const { return n % 2 != 0; }
};

int main() {
#ifdef POSITIVE_CONTROL
    static_cast<void>(predicate("odd", is_odd{}));
#else
    static_cast<void>(predicate("odd", parity{}));
#endif
}
