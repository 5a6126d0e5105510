#include <dbsp/concept/checked.hpp>
#include <dbsp/stream.hpp>
#include <dbsp/value/print.hpp>

#include <iostream>

using namespace dbsp::formal;

int main() {
    using number = dbsp::checked<int>;
    using nested = stream<stream<number>>;

    // α = s + ↑z⁻¹(α) + z⁻¹(↑z⁻¹(α)): Pascal's triangle, its columns along the inner time.
    nested const s{{1}};
    auto const pascal = nested_feedback<number>([&](const nested& past) { return s + past + delay(past); });
    for (std::size_t t = 0; t < 3; ++t) { std::cout << dbsp::to_text(prefix(pascal[t], 5)) << '\n'; }
}
