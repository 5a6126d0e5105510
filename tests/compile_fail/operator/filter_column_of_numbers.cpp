// Nor is a column of numbers that may be missing.
// expect: gives a 'std::optional<int>', which is no truth value; both 'bool' and 'std::optional<bool>' are
#include <dbsp/operator/filter.hpp>
#include <dbsp/operator/source.hpp>
#include <dbsp/row/row.hpp>

#include <optional>

using order = dbsp::record<dbsp::field<"id", int>, dbsp::field<"amount", std::optional<int>>>;
auto const orders = dbsp::source<order>("orders");

int main() {
#ifdef POSITIVE_CONTROL
    static_cast<void>(orders | dbsp::filter(dbsp::col<"amount"> > 0));
#else
    static_cast<void>(orders | dbsp::filter(dbsp::col<"amount">));
#endif
}
