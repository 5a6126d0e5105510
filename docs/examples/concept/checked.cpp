#include <dbsp/concept/checked.hpp>

#include <cstdint>
#include <iostream>

int main() {
    dbsp::checked<std::int8_t> weight = 100;
    try {
        weight += 100;
    } catch (const dbsp::overflow_error& e) { std::cout << e.what() << '\n'; }
    std::cout << weight << '\n';
}
