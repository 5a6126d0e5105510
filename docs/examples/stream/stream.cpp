#include <dbsp/stream.hpp>
#include <dbsp/zset/zset.hpp>

#include <iostream>

using namespace dbsp::formal;

int main() {
    using batch = dbsp::zset<int>;
    stream<batch> const changes{batch{{1, 1}, {2, 1}}, batch{{2, 1}}, batch{{1, -1}}};

    auto const states = integrate(changes);
    std::cout << dbsp::to_text(prefix(states, 4)) << '\n';
    std::cout << std::boolalpha << equal_up_to(differentiate(states), changes, 100) << '\n';
}
