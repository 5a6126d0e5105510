/// An engine that is saved, and another one that goes on where it was.
#include "../show.hpp"

#include <dbsp/dbsp.hpp>
#include <dbsp/engine/snapshot.hpp>

#include <sstream>
#include <string>

using namespace dbsp;

/// A type of one's own.
struct money {
    long cents = 0;
    friend auto operator<=>(const money&, const money&) = default;
    friend std::ostream& operator<<(std::ostream& out, money m) { return out << m.cents << " cents"; }
};
template <> struct std::hash<money> {
    std::size_t operator()(money m) const noexcept { return std::hash<long>()(m.cents); }
};
template <> struct dbsp::serial<money> {
    static std::string name() { return "money"; }
    static void write(byte_writer& out, money m) { serial<long>::write(out, m.cents); }
    static money read(byte_reader& in) { return {serial<long>::read(in)}; }
};

using order = record<field<"id", int>, field<"region", std::string>, field<"price", money>>;

int main() {
    auto const dearest = [](const std::string& from) {
        return source<order>("orders") | filter(col<"region"> != from) | group_by(col<"region">) |
               aggregate(max(col<"price">));
    };
    engine running(dearest("nowhere"), with<snapshots>{});
    keyed_input orders(running.input<order>("orders"), [](const order& o) { return get<"id">(o); });
    orders.insert({1, "north", {500}});
    orders.insert({2, "north", {900}});
    show("before", running.step());
    std::stringstream file;
    save(file, running, orders);

    engine other(dearest("nowhere"), with<snapshots>{});
    keyed_input restored(other.input<order>("orders"), [](const order& o) { return get<"id">(o); });
    restore(file, other, restored);
    restored.erase(2);
    show("the other one goes on", other.step());

    engine third(dearest("north"), with<snapshots>{});
    file.seekg(0);
    try {
        restore(file, third);
    } catch (const snapshot_error& e) { std::cout << e.what() << '\n'; }
}
