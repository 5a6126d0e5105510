/// A running total within each group.
#include "../show.hpp"

#include <dbsp/engine/engine.hpp>
#include <dbsp/operator/group_transform.hpp>
#include <dbsp/row/row.hpp>

#include <string>

using namespace dbsp;

using payment = record<field<"account", std::string>, field<"day", int>, field<"amount", int>>;
using balance = record<field<"account", std::string>, field<"day", int>, field<"total", int>>;

int main() {
    auto const running_total = [](const auto&, std::span<const payment> in_order) {
        std::vector<balance> balances;
        int total = 0;
        for (const auto& [account, day, amount] : in_order) {
            balances.emplace_back(account, day, total += amount);
        }
        return balances;
    };
    auto const balances =
        source<payment>("payments") | group_by(col<"account">) | group_transform(running_total);

    engine running(balances);
    auto& payments = running.input<payment>("payments");
    payments.insert({"ada", 1, 10});
    payments.insert({"ada", 3, 5});
    show("two payments", running.step());
    payments.insert({"ada", 2, 1});
    show("one in between", running.step());
}
