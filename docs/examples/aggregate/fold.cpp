/// Aggregates that the library does not have: as a fold, and as a type of one's own.
#include "../show.hpp"

#include <dbsp/aggregate/fold.hpp>
#include <dbsp/engine/engine.hpp>
#include <dbsp/operator/aggregate.hpp>

#include <string>

using namespace dbsp;

/// Whether an odd number of rows is in the group.  Linear: the state is an element of a group.
struct odd_count {
    using algebra = linear;
    static constexpr const char* name = "odd_count";

    template <class T, class W> bool of(const zset<T, W>& group) const {
        state<T, W> all;
        for (const auto& [row, weight] : group) { all.add(*this, row, weight); }
        return all.result(*this);
    }
    template <class T, class W> struct state {
        W total{};
        void add(const odd_count&, const T&, const W& weight) { total += weight; }
        bool result(const odd_count&) const { return total.value() % 2 != 0; }
        bool empty() const { return total == W{}; }
    };
};
static_assert(aggregator<odd_count, std::string>);

int main() {
    auto const text = fold(std::string(), [](std::string sofar, const std::string& word, auto times) {
        for (; times > 0; --times) { sofar += (sofar.empty() ? "" : " ") + word; }
        return sofar;
    });
    auto const length = [](const std::string& word) { return word.size(); };
    auto const words = source<std::string>("words") | group_by(length);

    engine texts(words | aggregate(text));
    texts.input<std::string>("words").push({{"be", 2}, {"to", 1}, {"not", 1}});
    show("fold", texts.step());

    engine odd(words | aggregate(odd_count{}));
    odd.input<std::string>("words").push({{"be", 2}, {"to", 1}, {"not", 2}});
    show("odd_count", odd.step());
}
