// expect: print: a literal of type colour has no SQL text; specialise dbsp::sql_literal for it
#include <dbsp/row/row.hpp>

#include <string>

using order = dbsp::record<dbsp::field<"id", int>, dbsp::field<"region", std::string>>;

enum class colour { red };

int main() {
    const order row{1, "north"};
    static_cast<void>(row);
#ifndef POSITIVE_CONTROL
    static_cast<void>(dbsp::print(dbsp::lit(colour::red)));
#endif
}
