/// Trades with the quotes that were good at their time.
#include "../show.hpp"

#include <dbsp/dbsp.hpp>
#include <dbsp/operator/asof_join.hpp>

#include <string>

using namespace dbsp;

using trade = record<field<"id", int>, field<"share", std::string>, field<"at", std::int64_t>>;
using quote = record<field<"name", std::string>, field<"time", std::int64_t>, field<"price", int>>;

int main() {
    auto const priced = asof_join(source<trade>("trades"), source<quote>("quotes"),
                                  on(col<"share">, col<"name">), col<"at">, col<"time">);
    engine running(priced);
    auto& quotes = running.input<quote>("quotes");
    quotes.insert({"A", 5, 50});
    quotes.insert({"A", 8, 80});
    running.input<trade>("trades").insert({1, "A", 9});
    running.input<trade>("trades").insert({2, "A", 7});
    show("trades, each with the last quote before it", running.step());
    quotes.insert({"A", 6, 60}); // it came late
    show("a quote between them", running.step());
}
