// What is pushed into a copy of an input would be lost.
// expect: an input is no copy of one: take a reference, auto& in = engine.input<row>(name)
#include <dbsp/engine/engine.hpp>

int main() {
    dbsp::engine numbers(dbsp::source<int>("numbers"));
#ifdef POSITIVE_CONTROL
    auto& input = numbers.input<int>("numbers");
#else
    auto input = numbers.input<int>("numbers");
#endif
    input.insert(1);
}
