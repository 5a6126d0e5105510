// expect: concat: both rows have a column "region"; rename or drop it
#include <dbsp/aggregate/count.hpp>
#include <dbsp/operator/aggregate.hpp>
#include <dbsp/operator/source.hpp>
#include <dbsp/row/row.hpp>

#include <string>

using order =
    dbsp::record<dbsp::field<"id", int>, dbsp::field<"region", std::string>, dbsp::field<"amount", int>>;
auto const orders = dbsp::source<order>("orders") | dbsp::group_by(dbsp::col<"region">);

int main() {
#ifdef POSITIVE_CONTROL
    static_cast<void>(orders | dbsp::aggregate(dbsp::as<"orders">(dbsp::count())));
#else
    static_cast<void>(orders | dbsp::aggregate(dbsp::as<"region">(dbsp::count())));
#endif
}
