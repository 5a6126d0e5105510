#include <dbsp/io/arrow/rows.hpp>
#include <dbsp/row/get.hpp>
#include <dbsp/row/record.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace dbsp::test {

namespace {
using order = record<field<"id", std::int32_t>, field<"note", std::optional<std::string>>,
                     field<"price", double>, field<"paid", std::optional<bool>>, field<"day", arrow::date>,
                     field<"at", std::optional<arrow::timestamp>>>;
template <class T> using one = record<field<"x", T>>;

std::vector<order> some_orders(int count) {
    std::vector<order> rows;
    for (int i = 0; i < count; ++i) {
        auto const text =
            i % 3 == 0 ? std::nullopt : std::optional(std::string(static_cast<std::size_t>(i), 'x'));
        auto const paid = i % 5 == 0 ? std::nullopt : std::optional(i % 2 == 0);
        auto const at = i % 4 == 0 ? std::nullopt : std::optional(arrow::timestamp{i * 1000});
        rows.push_back({i, text, i / 4.0, paid, arrow::date{i - 7}, at});
    }
    return rows;
}

template <class Row> std::vector<Row> read(const arrow::batch& from) {
    std::vector<Row> rows;
    arrow::for_each_row<Row>(*from.schema, *from.array, [&](Row row) { rows.push_back(std::move(row)); });
    return rows;
}
template <class Row> std::string refusal(const arrow::batch& from) {
    try {
        read<Row>(from);
        return "none";
    } catch (const arrow::error& error) { return error.what(); }
}
template <class T> arrow::batch batch_with(std::vector<T> values) {
    std::vector<one<T>> rows;
    for (T value : values) { rows.push_back(one<T>(std::move(value))); }
    return arrow::batch_of(rows);
}
} // namespace

TEST_CASE("arrow rows: what is written reads back the same", "[io][arrow]") {
    for (int const count : {0, 1, 7, 8, 9, 100}) {
        auto const rows = some_orders(count);
        CHECK(read<order>(arrow::batch_of(rows)) == rows);
    }
}

TEST_CASE("arrow rows: numbers of each width", "[io][arrow]") {
    auto const check = []<class T>(T) {
        std::vector<T> const values{std::numeric_limits<T>::lowest(), T{0}, T{1},
                                    std::numeric_limits<T>::max()};
        auto const batch = batch_with(values);
        auto const rows = read<one<T>>(batch);
        REQUIRE(rows.size() == values.size());
        for (std::size_t i = 0; i < values.size(); ++i) { CHECK(get<0>(rows[i]) == values[i]); }
    };
    check(std::int8_t{});
    check(std::uint8_t{});
    check(std::int16_t{});
    check(std::uint16_t{});
    check(std::int32_t{});
    check(std::uint32_t{});
    check(std::int64_t{});
    check(std::uint64_t{});
    check(float{});
    check(double{});
}

TEST_CASE("arrow rows: a Z-set has its weights in a column behind the others", "[io][arrow]") {
    zset<one<int>> const change{{one<int>(1), 2}, {one<int>(5), -1}};
    using weighted = record<field<"x", int>, field<"weight", std::int64_t>>;
    zset<one<int>> back;
    for (const auto& row : read<weighted>(arrow::batch_of(change, "weight"))) {
        back.add(one<int>(dbsp::get<"x">(row)), dbsp::get<"weight">(row));
    }
    CHECK(back == change);
}

TEST_CASE("arrow rows: what does not fit is refused with column and row", "[io][arrow]") {
    CHECK(refusal<order>(batch_with<int>({1})) == "arrow: there is no column 'id' among 'x'");
    CHECK(refusal<one<std::int8_t>>(batch_with<std::int64_t>({1, 128}))
              .starts_with("arrow: column 'x': row 1: not a value of type '"));
    CHECK(refusal<one<std::int64_t>>(batch_with<std::uint64_t>({~std::uint64_t{0}})) != "none");
    CHECK(refusal<one<float>>(batch_with<double>({0.1})) != "none");
    CHECK(refusal<one<int>>(batch_with<std::string>({"1"})) != "none");
    CHECK(refusal<one<int>>(batch_with<bool>({true})) != "none");
    CHECK(refusal<one<int>>(batch_with<std::optional<int>>({1, std::nullopt})) ==
          "arrow: column 'x': row 1: a null, where the row needs a value");
    CHECK(refusal<one<std::optional<int>>>(batch_with<std::optional<int>>({1, std::nullopt})) == "none");
}

TEST_CASE("arrow rows: a stream gives its batches, to each of its readers its schema", "[io][arrow]") {
    auto const rows = some_orders(20);
    ArrowArrayStream exported{};
    arrow::export_stream(arrow::batch_of(rows), &exported);
    arrow::stream stream(&exported);
    CHECK(exported.release == nullptr);
    CHECK(std::string(stream.schema()->format) == "+s");
    std::vector<order> read;
    arrow::for_each_row<order>(stream, [&](order row) { read.push_back(std::move(row)); });
    CHECK(read == rows);
    CHECK_FALSE(stream.next());
    CHECK_THROWS_AS(arrow::stream(&exported), arrow::error);
}

} // namespace dbsp::test
