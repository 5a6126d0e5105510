/// The aggregates over the rows of one group, some of whose values are missing.
#include "../show.hpp"

#include <dbsp/aggregate/avg.hpp>
#include <dbsp/aggregate/count.hpp>
#include <dbsp/aggregate/extremum.hpp>
#include <dbsp/aggregate/sum.hpp>
#include <dbsp/engine/engine.hpp>
#include <dbsp/operator/aggregate.hpp>
#include <dbsp/row/row.hpp>

using namespace dbsp;

using reading = record<field<"sensor", int>, field<"value", std::optional<int>>>;

int main() {
    auto const value = col<"value">;
    auto const summary = source<reading>("readings") | group_by(col<"sensor">) |
                         aggregate(as<"readings">(count()), sum(value), avg(value), min(value), max(value));

    engine running(summary);
    auto& readings = running.input<reading>("readings");
    readings.insert({1, std::nullopt});
    show("a missing value", running.step());
    readings.push({1, 10}, 3);
    readings.insert({1, 30});
    show("10 three times, and 30", running.step());
    readings.erase({1, 30});
    show("without the largest", running.step());
}
