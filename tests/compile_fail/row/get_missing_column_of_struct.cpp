// expect: there is no column "id" in point, whose columns are: "x", "y"
#include <dbsp/row/row.hpp>

#include <boost/hana/define_struct.hpp>

struct point {
    BOOST_HANA_DEFINE_STRUCT(point, (int, x), (int, y));
};

int main() {
    const point row{1, 2};
    static_cast<void>(row);
#ifndef POSITIVE_CONTROL
    static_cast<void>(dbsp::get<"id">(row));
#endif
}
