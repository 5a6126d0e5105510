// A three-way result is true where the rows differ, which is no order.
// expect: top_k: the order of type 'difference' gives a 'int', not a 'bool': true where its first row comes before its second
#include <dbsp/operator/source.hpp>
#include <dbsp/operator/top_k.hpp>

auto const numbers = dbsp::group_by(dbsp::source<int>("numbers"), dbsp::identity_fn{});

struct difference {
    int operator()(int a, int b) const { return a - b; }
};
struct less {
    bool operator()(int a, int b) const { return a < b; }
};

int main() {
#ifdef POSITIVE_CONTROL
    static_cast<void>(dbsp::top_k(numbers, 3, less{}));
#else
    static_cast<void>(dbsp::top_k(numbers, 3, difference{}));
#endif
}
