#include <dbsp/dbsp.hpp>

int main() {
    const dbsp::zset<int> gained{{1, 2}, {2, 1}};
    const dbsp::zset<int> lost{{1, -2}};
    return gained + lost == dbsp::zset<int>{{2, 1}} ? 0 : 1;
}
