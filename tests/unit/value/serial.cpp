#include <dbsp/row/row.hpp>
#include <dbsp/value/print.hpp>
#include <dbsp/value/serial.hpp>

#include <boost/hana/define_struct.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <list>
#include <map>
#include <sstream>
#include <string_view>
#include <vector>

namespace dbsp::test {

using Catch::Matchers::Message;

namespace {
enum class color : std::uint8_t { red = 1, green = 7 };
enum loose { one_value = 1 };

struct point {
    BOOST_HANA_DEFINE_STRUCT(point, (int, x), (std::string, y));
};

/// A type of a user's own, which takes only some bytes.
struct percent {
    int value;
    friend bool operator==(const percent&, const percent&) = default;
};

template <class T> std::string written(const T& value) {
    std::ostringstream out;
    byte_writer to(out);
    serial<T>::write(to, value);
    to.finish();
    return out.str();
}
template <class T> T read(const std::string& bytes) {
    std::istringstream in(bytes);
    byte_reader from(in);
    T value = serial<T>::read(from);
    from.finish();
    return value;
}
template <class T> void check(const T& value, const std::string& name) {
    CHECK(serial<T>::name() == name);
    CHECK(equal(read<T>(written(value)), value));
}
} // namespace
} // namespace dbsp::test

template <> struct dbsp::serial<dbsp::test::percent> {
    static std::string name() { return "percent"; }
    static void write(byte_writer& out, const test::percent& p) { out.number(p.value); }
    static test::percent read(byte_reader& in) {
        test::percent const p{in.number<int>()};
        if (p.value > 100) { byte_reader::throw_damaged("more than 100 percent"); }
        return p;
    }
};

namespace dbsp::test {

static_assert(serializable<std::vector<std::optional<std::string>>>);
static_assert(!serializable<std::string_view> && !serializable<const char*> && !serializable<loose> &&
              !serializable<std::vector<std::string_view>> && !serializable<std::pair<int, long double>>);

TEST_CASE("serial: numbers, truth values, enumerations and text come back", "[value][serial]") {
    check(std::int32_t{-7}, "i32");
    check(std::numeric_limits<std::int64_t>::min(), "i64");
    check(std::numeric_limits<std::uint64_t>::max(), "u64");
    check(std::uint8_t{200}, "u8");
    check(true, "bool");
    check(color::green, "enum u8");
    check(1.5F, "f32");
    check(std::numeric_limits<double>::quiet_NaN(), "f64");
    check(std::string("a\0b", 3), "text");
    check(std::string(200'000, 'x'), "text"); // several blocks
    CHECK(std::signbit(read<double>(written(-0.0))));
}

TEST_CASE("serial: what consists of others comes back", "[value][serial]") {
    check(std::optional<int>(), "optional<i32>");
    check(std::optional<int>(3), "optional<i32>");
    check(std::pair(1, std::string("a")), "tuple<i32, text>");
    check(std::tuple<>(), "tuple<>");
    check(std::array{1, 2, 3}, "tuple<i32, i32, i32>");
    check(std::vector<std::vector<int>>{{1}, {}, {2, 3}}, "list<list<i32>>");
    check(std::vector<bool>{true, false}, "list<bool>");
    check(std::list<std::string>{"a", "b"}, "list<text>");
    check(std::map<int, int>{{1, 2}, {3, 4}}, "list<tuple<i32, i32>>");
    check(std::variant<std::monostate, int, std::string>("a"), "variant<nothing, i32, text>");
    check(record<field<"id", int>, field<"name", std::string>>{1, "a"}, "record<id: i32, name: text>");
    check(point{1, "a"}, "record<x: i32, y: text>");
    check(percent{40}, "percent");
    check(std::vector<percent>{{1}, {2}}, "list<percent>");
}

TEST_CASE("serial: bytes that no value has are refused", "[value][serial]") {
    CHECK_THROWS_MATCHES(read<bool>(written(std::uint8_t{2})), snapshot_error,
                         Message("snapshot: it is damaged: a truth value is neither true nor false"));
    CHECK_THROWS_MATCHES((read<std::variant<int, bool>>(written(std::uint8_t{2}))), snapshot_error,
                         Message("snapshot: it is damaged: a variant has no such alternative"));
    CHECK_THROWS_MATCHES(read<percent>(written(101)), snapshot_error,
                         Message("snapshot: it is damaged: more than 100 percent"));
    // A length of 2^63, of which nothing is allocated.
    CHECK_THROWS_MATCHES(read<std::string>(written(std::array<std::uint8_t, 10>{
                             0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01})),
                         snapshot_error, Message("snapshot: it is damaged: its contents end too early"));
    CHECK_THROWS_MATCHES(read<std::vector<std::tuple<>>>(written(std::uint8_t{3})), snapshot_error,
                         Message("snapshot: it is damaged: its contents end too early"));
    CHECK_THROWS_MATCHES(read<std::string>(written(std::array<std::uint8_t, 10>{
                             0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F})),
                         snapshot_error, Message("snapshot: it is damaged: a number is too large"));
    CHECK_THROWS_MATCHES(read<std::uint8_t>(written(std::uint16_t{2})), snapshot_error,
                         Message("snapshot: it is damaged: there is more in it than belongs there"));
}

TEST_CASE("bytes: a damage anywhere is found", "[value][serial]") {
    std::string const value(70'000, 'a');
    auto const whole = written(value);
    for (std::size_t length = 0; length < whole.size(); length += length < 40 ? 1 : 997) {
        INFO(length);
        CHECK_THROWS_AS(read<std::string>(whole.substr(0, length)), snapshot_error);
    }
    for (std::size_t at = 0; at < whole.size(); at += at < 40 ? 1 : 997) {
        auto damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 1);
        INFO(at);
        CHECK_THROWS_AS(read<std::string>(damaged), snapshot_error);
    }
}

TEST_CASE("bytes: what is wrong is said", "[value][serial]") {
    auto const whole = written(1);
    auto const with = [&](std::size_t at, char c) {
        auto changed = whole;
        changed.at(at) = c;
        return changed;
    };
    CHECK_THROWS_MATCHES(read<int>("something else"), snapshot_error,
                         Message("snapshot: these bytes are none; they do not begin with 'DBSPSNAP'"));
    CHECK_THROWS_MATCHES(read<int>(with(8, 9)), snapshot_error,
                         Message("snapshot: it has version 9, but this library reads version 1"));
    CHECK_THROWS_MATCHES(read<int>(with(15, 9)), snapshot_error,
                         Message("snapshot: it is damaged: block 0 is longer than any"));
    CHECK_THROWS_MATCHES(read<int>(with(24, 9)), snapshot_error,
                         Message("snapshot: it is damaged: the checksum of block 0 is wrong"));
    CHECK_THROWS_MATCHES(read<int>(whole.substr(0, whole.size() - 1)), snapshot_error,
                         Message("snapshot: it has been cut off; its end is missing"));
}

TEST_CASE("bytes: one snapshot may follow another, and a full disk is an error", "[value][serial]") {
    std::istringstream in(written(1) + written(2));
    for (int const expected : {1, 2}) {
        byte_reader from(in);
        CHECK(serial<int>::read(from) == expected);
        from.finish();
    }
    std::ostringstream out;
    byte_writer to(out);
    out.setstate(std::ios::badbit);
    CHECK_THROWS_MATCHES(to.finish(), snapshot_error, Message("snapshot: the stream takes no more bytes"));
}

} // namespace dbsp::test
