/// A static circuit is a value: it can be looked into, shared, and extended by operators of one's own.
#include "../show.hpp"

#include <dbsp/engine/engine.hpp>
#include <dbsp/eval/evaluator.hpp>
#include <dbsp/operator/filter.hpp>
#include <dbsp/operator/plus.hpp>
#include <dbsp/pass/incrementalize.hpp>

using namespace dbsp;

/// `repeat(z) = times * z`.
struct repeat {
    using algebra = linear;
    template <class T> using output = T;
    static constexpr const char* name = "repeat";

    int times;

    template <std::size_t, class T, class W, class Out> void each(T&& value, const W& w, Out&& out) const {
        out(std::forward<T>(value), W(times) * w);
    }
};

int main() {
    auto const numbers = source<int>("numbers");
    static_assert(std::same_as<decltype(numbers)::value_type, int>);

    int calls = 0;
    auto const even = [&](int n) { return ++calls, n % 2 == 0; };
    auto const chosen = share(numbers | filter(even));

    engine running(chosen + connect(repeat{10}, chosen));
    running.input<int>("numbers").push({{1, 1}, {2, 1}});
    show("chosen rows, eleven times", running.step());
    std::cout << calls << " calls\n";
}
