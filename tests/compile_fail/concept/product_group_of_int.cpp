// expect: abelian_group
#include <dbsp/concept/checked.hpp>
#include <dbsp/concept/product_group.hpp>

int main() {
#ifdef POSITIVE_CONTROL
    dbsp::product_group<dbsp::checked<int>> g;
    static_cast<void>(g);
#else
    dbsp::product_group<int> g;
    static_cast<void>(g);
#endif
}
