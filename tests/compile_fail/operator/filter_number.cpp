// A number is no condition, although it converts to one.
// expect: filter: the function of type 'parity' gives a 'int', which is no truth value; both 'bool' and 'std::optional<bool>' are
#include <dbsp/operator/filter.hpp>
#include <dbsp/operator/source.hpp>

auto const numbers = dbsp::source<int>("numbers");

struct parity {
    int operator()(int n) const { return n % 2; }
};
struct is_odd {
    bool operator()(int n) const { return n % 2 != 0; }
};

int main() {
#ifdef POSITIVE_CONTROL
    static_cast<void>(numbers | dbsp::filter(is_odd{}));
#else
    static_cast<void>(numbers | dbsp::filter(parity{}));
#endif
}
