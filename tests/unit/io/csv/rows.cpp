#include <dbsp/io/csv/rows.hpp>
#include <dbsp/io/csv/writer.hpp>
#include <dbsp/row/record.hpp>
#include <dbsp/value/equal.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace dbsp::test {

namespace {
using order = record<field<"id", int>, field<"note", std::optional<std::string>>, field<"price", double>,
                     field<"paid", bool>>;
using narrow = record<field<"n", std::int8_t>>;

template <class Row> std::vector<Row> read(const std::string& text) {
    std::istringstream in(text);
    csv::rows<Row> rows(in, "text");
    std::vector<Row> all;
    while (auto row = rows.next()) { all.push_back(*row); }
    return all;
}
template <class Row> std::string refusal(const std::string& text) {
    try {
        read<Row>(text);
        return "none";
    } catch (const csv::error& error) { return error.what(); }
}
} // namespace

TEST_CASE("csv rows: columns by name, in any order; others are passed over", "[io][csv]") {
    auto const rows = read<order>("paid,x,price,id,note\ntrue,?,1.5,7,\nfalse,?,-2e3,8,\"\"\n");
    CHECK(rows == std::vector<order>{{7, std::nullopt, 1.5, true}, {8, "", -2000.0, false}});
}

TEST_CASE("csv rows: what a field does not say is refused at its place", "[io][csv]") {
    CHECK(refusal<order>("id,note,price\n") == "text:1:1: there is no column paid");
    CHECK(refusal<order>("id,note,price,paid\n1,a,many,true\n") ==
          "text:2:5: price: 'many' is not a number that fits");
    CHECK(refusal<order>("id,note,price,paid\n1,\"a\nb\",1,yes\n") ==
          "text:3:6: paid: 'yes' is not true or false");
    CHECK(refusal<order>("id,note,price,paid\n1.5,a,1,true\n") ==
          "text:2:1: id: '1.5' is not a whole number that fits");
    CHECK(refusal<order>("id,note,price,paid\n,a,1,true\n") ==
          "text:2:1: id: '' is not a whole number that fits");
    CHECK(refusal<narrow>("n\n128\n") == "text:2:1: n: '128' is not a whole number that fits");
    CHECK(read<narrow>("n\n-128\n") == std::vector<narrow>{narrow(std::int8_t{-128})});
}

TEST_CASE("csv rows: fail tells the row that was read last", "[io][csv]") {
    std::istringstream in("n\n1\n2\n");
    csv::rows<narrow> rows(in, "text");
    rows.next();
    rows.next();
    try {
        rows.fail("two is too much");
    } catch (const csv::error& error) {
        CHECK(std::string(error.what()) == "text:3:1: two is too much");
        CHECK(error.at == csv::position{3, 1});
    }
}

TEST_CASE("csv writer: what it writes reads back the same", "[io][csv]") {
    constexpr auto infinite = std::numeric_limits<double>::infinity();
    std::vector<order> const rows{{1, std::nullopt, 0.1, true},
                                  {2, "", -0.0, false},
                                  {3, "a,b", infinite, false},
                                  {4, "say \"hi\"\r\n", 1e-300, true},
                                  {5, "n\xC3\xA4h", std::nan(""), true}};
    std::ostringstream out;
    csv::writer<order> writer(out);
    for (const auto& row : rows) { writer.write(row); }
    CHECK(equal(read<order>(out.str()), rows));
    CHECK(out.str().starts_with("id,note,price,paid\n1,,0.1,true\n2,\"\",-0,false\n3,\"a,b\",inf,false\n"));
}

TEST_CASE("csv writer: with a column of weights", "[io][csv]") {
    std::ostringstream out;
    csv::writer<narrow> writer(out, "weight");
    writer.write(narrow(std::int8_t{5}), -2);
    CHECK(out.str() == "weight,n\n-2,5\n");
}

} // namespace dbsp::test
