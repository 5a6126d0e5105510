// expect: concat: both rows have a column "id"; rename or drop it in record<field<"id", int>, field<"region", std::string>> or in record<field<"id", int>>
#include <dbsp/row/row.hpp>

#include <string>

using order = dbsp::record<dbsp::field<"id", int>, dbsp::field<"region", std::string>>;

int main() {
    const order row{1, "north"};
    static_cast<void>(row);
#ifndef POSITIVE_CONTROL
    static_cast<void>(dbsp::concat(row, dbsp::make_record<"id">(2)));
#endif
}
