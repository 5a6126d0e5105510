// expect: concat: both rows have a column "id"; rename or drop it in record<field<"id", int>, field<"customer", int>> or in record<field<"id", int>>
#include <dbsp/operator/join.hpp>
#include <dbsp/operator/source.hpp>
#include <dbsp/row/row.hpp>

using order = dbsp::record<dbsp::field<"id", int>, dbsp::field<"customer", int>>;
using customer = dbsp::record<dbsp::field<"id", int>>;
using client = dbsp::record<dbsp::field<"number", int>>;
auto const orders = dbsp::source<order>("orders");

int main() {
#ifdef POSITIVE_CONTROL
    static_cast<void>(dbsp::join(
        orders, dbsp::source<client>("clients"),
        dbsp::on(dbsp::key(dbsp::col<"customer">), dbsp::key(dbsp::as<"customer">(dbsp::col<"number">)))));
#else
    static_cast<void>(dbsp::join(orders, dbsp::source<customer>("customers"),
                                 dbsp::on(dbsp::key(dbsp::col<"id">), dbsp::key(dbsp::col<"id">))));
#endif
}
