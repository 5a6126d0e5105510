// expect: there is no column "regoin" in record<field<"id", int>, field<"region", std::string>>, whose columns are: "id", "region"
#include <dbsp/row/row.hpp>

#include <string>

using order = dbsp::record<dbsp::field<"id", int>, dbsp::field<"region", std::string>>;

int main() {
    const order row{1, "north"};
    static_cast<void>(row);
#ifndef POSITIVE_CONTROL
    static_cast<void>((dbsp::col<"id"> > 1 && dbsp::col<"regoin"> == "north")(row));
#endif
}
