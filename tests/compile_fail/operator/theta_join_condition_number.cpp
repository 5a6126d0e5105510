// expect: theta_join: the condition of type 'difference' gives a 'int', which is no truth value; both 'bool' and 'std::optional<bool>' are
#include <dbsp/operator/product.hpp>
#include <dbsp/operator/source.hpp>

auto const numbers = dbsp::source<int>("numbers");

struct difference {
    int operator()(int a, int b) const { return a - b; }
};
struct differ {
    bool operator()(int a, int b) const { return a != b; }
};

int main() {
#ifdef POSITIVE_CONTROL
    static_cast<void>(dbsp::theta_join(numbers, numbers, differ{}));
#else
    static_cast<void>(dbsp::theta_join(numbers, numbers, difference{}));
#endif
}
