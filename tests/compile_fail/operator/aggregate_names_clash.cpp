// expect: record: the field name "sum" appears more than once among "sum", "sum"
#include <dbsp/aggregate/sum.hpp>
#include <dbsp/operator/aggregate.hpp>
#include <dbsp/operator/source.hpp>
#include <dbsp/row/row.hpp>

#include <string>

using order =
    dbsp::record<dbsp::field<"id", int>, dbsp::field<"region", std::string>, dbsp::field<"amount", int>>;
auto const orders = dbsp::source<order>("orders") | dbsp::group_by(dbsp::col<"region">);

int main() {
#ifdef POSITIVE_CONTROL
    static_cast<void>(orders | dbsp::aggregate(dbsp::sum(dbsp::col<"amount">),
                                               dbsp::as<"ids">(dbsp::sum(dbsp::col<"id">))));
#else
    static_cast<void>(orders | dbsp::aggregate(dbsp::sum(dbsp::col<"amount">), dbsp::sum(dbsp::col<"id">)));
#endif
}
