// expect: operand
// expect: zset<int>
#include <dbsp/zset/zset.hpp>

#include <string>

dbsp::zset<int> const numbers;
dbsp::zset<std::string> const words;

int main() {
#ifdef POSITIVE_CONTROL
    static_cast<void>(numbers + numbers);
#else
    static_cast<void>(numbers + words);
#endif
}
