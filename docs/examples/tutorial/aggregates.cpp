// Tutorial, part 8: aggregates of your own.

#include <dbsp/dbsp.hpp>

#include <cmath>
#include <cstdint>
#include <iostream>
#include <string>
#include <utility>

using measurement = dbsp::record<dbsp::field<"sensor", std::string>, dbsp::field<"value", int>>;

/// All values in ascending order, with commas between them.
auto const values =
    dbsp::fold(std::string(), [](std::string text, const measurement& m, std::int64_t weight) {
        for (; weight > 0; --weight) {
            text += (text.empty() ? "" : ",") + std::to_string(dbsp::get<"value">(m));
        }
        return text;
    });

/// The variance of `fn(row)`: the mean of the squares less the square of the mean.
template <class Fn> struct variance {
    using algebra = dbsp::linear; // its state is an element of a group: three sums
    static constexpr const char* name = "variance";
    Fn fn;

    /// What it means.
    template <class T, class W> [[nodiscard]] double of(const dbsp::zset<T, W>& group) const {
        state<T, W> sums;
        for (const auto& [row, weight] : group) { sums.add(*this, row, weight); }
        return sums.result(*this);
    }

    /// How it is kept up.
    template <class T, class W> struct state {
        W count{}, sum{}, squares{}; // exact, or an overflow_error

        void add(const variance& agg, const T& row, const W& weight) {
            W const value = agg.fn(row);
            count += weight;
            sum += weight * value;
            squares += weight * value * value;
        }
        [[nodiscard]] double result(const variance&) const {
            auto const real = [](const W& w) { return static_cast<double>(w.value()); };
            return real(squares) / real(count) - std::pow(real(sum) / real(count), 2);
        }
        [[nodiscard]] bool empty() const { return count == W{} && sum == W{} && squares == W{}; }
    };
};

using dbsp::col;

static_assert(dbsp::aggregator<variance<dbsp::column<"value">>, measurement>);

int main() {
    auto const summary = dbsp::source<measurement>("measurements") | dbsp::group_by(col<"sensor">) |
                         dbsp::aggregate(dbsp::as<"values">(values), variance{col<"value">});
    dbsp::engine engine(summary);
    auto& measurements = engine.input<measurement>("measurements");

    for (int const value : {4, 2, 4, 6}) { measurements.insert({"hall", value}); }
    std::cout << engine.step() << '\n';

    measurements.erase({"hall", 6});
    measurements.erase({"hall", 2});
    for (const auto& [row, weight] : engine.step()) {
        std::cout << weight << " of variance " << dbsp::get<"variance">(row) << '\n';
    }
}
