/// Everything that computes with names of columns, in one circuit.  Returns 0 if it gives what it must.
#include <dbsp/dbsp.hpp>

#include <boost/hana/define_struct.hpp>

#include <string>

namespace {
using dbsp::as;
using dbsp::col;
using dbsp::key;

using order = dbsp::record<dbsp::field<"id", int>, dbsp::field<"customer", int>, dbsp::field<"amount", long>>;
using customer = dbsp::record<dbsp::field<"customer_id", int>, dbsp::field<"city", std::string>>;

/// A row as it stands in a program that has its own structs.
struct visit {
    BOOST_HANA_DEFINE_STRUCT(visit, (int, who), (int, pages));
    bool operator==(const visit&) const = default;
};

/// The sentences of compile-time errors are computed while compiling, too.
using amount = dbsp::column<"amount">;
static_assert(
    dbsp::detail::not_callable<"filter", amount, customer>::text().starts_with("filter: the function"));
static_assert(dbsp::detail::no_truth_value<"filter", "function", amount, long>::text().contains("'long'"));
static_assert(
    dbsp::detail::missing_column<customer, "id">::text().starts_with("there is no column \"id\" in"));
static_assert(dbsp::detail::clashing_rows<order, order>::text().contains("have a column \"id\""));
static_assert(
    dbsp::detail::duplicate_field<dbsp::field<"a", int>, dbsp::field<"a", long>>::text().contains("\"a\""));
static_assert(
    dbsp::detail::misapplied<dbsp::expr::conjunction, order, amount, amount>::text().contains("AND"));
static_assert(dbsp::detail::nameless_item<"select">::text().starts_with("select: "));

auto totals() {
    auto const orders = dbsp::source<order>("orders") | dbsp::filter(col<"amount"> >= 10);
    auto const customers = dbsp::source<customer>("customers");
    auto const same_customer = dbsp::on(key(as<"id">(col<"customer">)), key(as<"id">(col<"customer_id">)));
    return dbsp::left_join(orders, customers, same_customer) | dbsp::group_by(key(col<"city">)) |
           dbsp::aggregate(as<"total">(dbsp::sum(col<"amount">)), dbsp::count());
}

bool totals_are_right() {
    dbsp::engine running(totals());
    running.input<order>("orders").push({{{1, 7, 10}, 1}, {{2, 7, 5}, 1}, {{3, 8, 20}, 1}});
    running.input<customer>("customers").insert({7, "Ulm"});
    auto const& change = running.step();
    using total = std::remove_cvref_t<decltype(change)>::row_type;
    return change.size() == 2 && change[total("Ulm", 10, 1)] == dbsp::default_weight(1) &&
           change[total(std::nullopt, 20, 1)] == dbsp::default_weight(1);
}

bool rows_are_right() {
    order const row{1, 7, 10};
    auto const renamed = dbsp::rename<"amount", "price">(row);
    auto const fewer = dbsp::drop<"customer">(renamed);
    auto const chosen = dbsp::select(as<"twice">(col<"price"> * 2), col<"id">)(renamed);
    auto const both = dbsp::concat(fewer, customer{7, "Ulm"});
    return dbsp::get<"price">(fewer) == 10 && dbsp::get<"twice">(chosen) == 20 &&
           dbsp::get<"city">(both) == "Ulm" && dbsp::print(col<"price"> * 2) == R"("price" * 2)" &&
           dbsp::columns_of<decltype(col<"price"> * 2)>.size() == 1;
}

bool structs_are_right() {
    dbsp::engine running(dbsp::source<visit>("visits") | dbsp::filter(col<"pages"> > 1));
    running.input<visit>("visits").push({{{1, 1}, 1}, {{2, 5}, 1}});
    return running.step().size() == 1;
}

bool errors_are_right() {
    dbsp::engine running(dbsp::source<order>("orders"));
    try {
        running.input<customer>("orders");
    } catch (const dbsp::circuit_error& e) {
        return std::string(e.what()).contains(
            R"(record<field<"customer_id", int>, field<"city", std::string>>)");
    }
    return false;
}
} // namespace

int main() {
    return totals_are_right() && rows_are_right() && structs_are_right() && errors_are_right() ? 0 : 1;
}
