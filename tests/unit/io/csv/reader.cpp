#include <dbsp/io/csv/reader.hpp>

#include <catch2/catch_test_macros.hpp>

#include <sstream>
#include <string>
#include <vector>

namespace dbsp::test {

namespace {
using texts = std::vector<std::string>;

/// All records of a text but the first.
std::vector<texts> records(const std::string& text) {
    std::istringstream in(text);
    csv::reader reader(in, "text");
    std::vector<texts> all;
    while (auto const record = reader.next()) {
        texts fields;
        for (const auto& one : *record) { fields.push_back(one.text); }
        all.push_back(fields);
    }
    return all;
}

std::string refusal(const std::string& text) {
    try {
        records(text);
        return "none";
    } catch (const csv::error& error) { return error.what(); }
}
} // namespace

TEST_CASE("csv reader: fields, quotes, line ends", "[io][csv]") {
    CHECK(records("a,b\n1,2\n3,4\n") == std::vector<texts>{{"1", "2"}, {"3", "4"}});
    CHECK(records("a,b\r\n1,2\r\n3,4") == std::vector<texts>{{"1", "2"}, {"3", "4"}});
    CHECK(records("a,b\n\"x, y\",\"say \"\"hi\"\"\"\n") == std::vector<texts>{{"x, y", "say \"hi\""}});
    CHECK(records("a,b\n\"two\nlines\",\"\r\n\"\n") == std::vector<texts>{{"two\nlines", "\r\n"}});
    CHECK(records("a,b\n,\n\"\",\n") == std::vector<texts>{{"", ""}, {"", ""}});
    CHECK(records("a\n").empty());
    CHECK(records("a").empty());
    CHECK(records("\xEF\xBB\xBFn\xC3\xA4me\n\xC3\xBC\n") == std::vector<texts>{{"\xC3\xBC"}});
    CHECK(records("a\n\xEF\xBB\xBFx\n") == std::vector<texts>{{"\xEF\xBB\xBFx"}});
}

TEST_CASE("csv reader: knows whether a field was quoted, and where it begins", "[io][csv]") {
    std::istringstream in("a,b\n\"x\ny\",2\n");
    csv::reader reader(in, "text");
    CHECK(reader.names() == texts{"a", "b"});
    auto const record = reader.next().value();
    CHECK(record[0].quoted);
    CHECK(record[0].at == csv::position{2, 1});
    CHECK_FALSE(record[1].quoted);
    CHECK(record[1].at == csv::position{3, 4});
    CHECK(reader.record_start() == csv::position{2, 1});
}

TEST_CASE("csv reader: what is not of the format is refused with its place", "[io][csv]") {
    CHECK(refusal("") == "text:1:1: there is no line with the names of the columns");
    CHECK(refusal("a,b\n1\n") == "text:2:1: 1 fields, but 2 columns");
    CHECK(refusal("a,b\n1,2\n1,2,3\n") == "text:3:1: 3 fields, but 2 columns");
    CHECK(refusal("a,b\n1,x\"y\n") == "text:2:4: a quote inside a field that does not begin with one");
    CHECK(refusal("a,b\n1,\"x\ny") == "text:2:3: a quoted field is not closed");
    CHECK(refusal("a,b\n\"1\"x,2\n") == "text:2:4: text behind the closing quote of a field");
    CHECK(refusal("a,b\n1,2\rx\n") == "text:2:4: a carriage return inside a line");
    CHECK(refusal("\xEF\xBBx\n") == "text:1:1: an incomplete byte order mark");
}

} // namespace dbsp::test
