#include <dbsp/concept/checked.hpp>
#include <dbsp/stream.hpp>
#include <dbsp/value/print.hpp>

#include <iostream>

using namespace dbsp::formal;

int main() {
    using number = dbsp::checked<int>;

    // α = δ₀(1) + z⁻¹(α) + z⁻²(α)
    auto const fibonacci =
        feedback<number>([](const stream<number>& past) { return delta0(number(1)) + past + delay(past); });
    std::cout << dbsp::to_text(prefix(fibonacci, 8)) << '\n';
}
