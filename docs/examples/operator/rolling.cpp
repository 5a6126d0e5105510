/// Aggregates over what was just before.
#include "../show.hpp"

#include <dbsp/dbsp.hpp>
#include <dbsp/operator/rolling.hpp>

#include <string>

using namespace dbsp;

using trade = record<field<"share", std::string>, field<"time", std::int64_t>, field<"price", int>>;

int main() {
    auto const trades = source<trade>("trades");
    engine running(rolling(trades, col<"share">, col<"time">, 60, as<"highest">(max(col<"price">)), count()));
    auto& in = running.input<trade>("trades");
    in.insert({"A", 0, 12});
    in.insert({"A", 50, 10});
    in.insert({"A", 70, 11});
    show("each trade, with those of the minute before", running.step());
    in.erase({"A", 50, 10});
    show("one trade less", running.step());
}
