// expect: select: a computed expression has no name; give it one, as in as<"name">(expression)
#include <dbsp/row/row.hpp>

#include <string>

using order = dbsp::record<dbsp::field<"id", int>, dbsp::field<"region", std::string>>;

int main() {
    const order row{1, "north"};
    static_cast<void>(row);
#ifndef POSITIVE_CONTROL
    static_cast<void>(dbsp::select(dbsp::col<"id"> * 2));
#endif
}
