#include <dbsp/row/row.hpp>

#include <boost/hana/define_struct.hpp>
#include <catch2/catch_test_macros.hpp>
#include <rapidcheck/catch.h>

#include <string>
#include <tuple>

using namespace dbsp;

namespace {
struct order {
    BOOST_HANA_DEFINE_STRUCT(order, (int, id), (std::string, region));
};
} // namespace

TEST_CASE("record: is compared like the tuple of its values", "[row][record]") {
    rc::prop("== and <=>", [](int a, const std::string& b, int c, const std::string& d) {
        auto const left = make_record<"a", "b">(a % 2, b);
        auto const right = make_record<"a", "b">(c % 2, d);
        RC_ASSERT((left == right) == (std::tuple(a % 2, b) == std::tuple(c % 2, d)));
        RC_ASSERT((left <=> right) == (std::tuple(a % 2, b) <=> std::tuple(c % 2, d)));
    });
}

TEST_CASE("concat: is associative and has a unit", "[row][concat]") {
    rc::prop("for records", [](int a, const std::string& b, bool c) {
        auto const left = make_record<"a">(a);
        auto const middle = make_record<"b">(b);
        auto const right = make_record<"c">(c);
        RC_ASSERT(concat(concat(left, middle), right) == concat(left, concat(middle, right)));
        RC_ASSERT(concat(left, record<>{}) == left);
        RC_ASSERT(concat(record<>{}, left) == left);
    });
}

TEST_CASE("drop: undoes concat", "[row][drop]") {
    rc::prop("on either side", [](int id, const std::string& region, int a, int b) {
        order const left{id, region};
        auto const right = make_record<"a", "b">(a, b);
        RC_ASSERT((drop<"a", "b">(concat(left, right)) == to_record(left)));
        RC_ASSERT((drop<"id", "region">(concat(left, right)) == right));
    });
}

TEST_CASE("rename: and back is no change", "[row][rename]") {
    rc::prop("for structs", [](int id, const std::string& region) {
        order const row{id, region};
        RC_ASSERT((rename<"name", "region">(rename<"region", "name">(row)) == to_record(row)));
        RC_ASSERT(to_record(to_record(row)) == to_record(row));
    });
}

TEST_CASE("columns: select what drop leaves", "[row][columns]") {
    rc::prop("for structs", [](int id, const std::string& region) {
        order const row{id, region};
        RC_ASSERT(columns<"region">(row) == drop<"id">(row));
        RC_ASSERT((columns<"id", "region">(row) == to_record(row)));
        RC_ASSERT(key(col<"region">)(row) == columns<"region">(row));
    });
}
