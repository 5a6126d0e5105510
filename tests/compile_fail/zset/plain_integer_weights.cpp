// `int` wraps or is undefined on overflow, so it is no ring.
// expect: weight_ring
#include <dbsp/zset/zset.hpp>

int main() {
#ifdef POSITIVE_CONTROL
    dbsp::zset<int, dbsp::checked<int>> numbers;
    static_cast<void>(numbers);
#else
    dbsp::zset<int, int> numbers;
    static_cast<void>(numbers);
#endif
}
