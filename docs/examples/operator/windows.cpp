/// Windows of time, late rows, and states that are forgotten.
#include "../show.hpp"

#include <dbsp/dbsp.hpp>
#include <dbsp/operator/hop.hpp>
#include <dbsp/operator/tumble.hpp>
#include <dbsp/wiring/closing.hpp>
#include <dbsp/wiring/timed_input.hpp>

#include <string>

using namespace dbsp;

using bid = record<field<"auction", int>, field<"time", std::int64_t>, field<"price", int>>;

int main() {
    auto const bids = source<bid>("bids");
    auto const end_of_minute = [](const auto& key) { return get<"window">(key) + 60; };
    auto const highest = bids | tumble(col<"time">, 60) | group_by(closing(col<"window">, end_of_minute)) |
                         aggregate(max(col<"price">));
    engine running(highest);
    timed_input incoming(running.input<bid>("bids"), col<"time">, 30);
    incoming.insert({1, 10, 5});
    incoming.insert({2, 59, 7});
    incoming.insert({1, 70, 6});
    show("highest bid of each minute", running.step());

    incoming.insert({1, 95, 8});
    show("the second minute goes on", running.step());
    std::cout << "watermark: " << *incoming.watermark() << '\n';
    running.collect(*incoming.watermark());
    try {
        incoming.insert({3, 59, 99});
    } catch (const late_error& e) { std::cout << e.what() << '\n'; }

    engine sliding(bids | hop(col<"time">, 60, 30) | group_by(col<"window">) | aggregate(count()));
    auto& in = sliding.input<bid>("bids");
    in.insert({1, 10, 5});
    in.insert({2, 40, 7});
    show("bids of each minute, one beginning every 30 seconds", sliding.step());
}
