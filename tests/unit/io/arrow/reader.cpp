#include <dbsp/io/arrow/reader.hpp>

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dbsp::test {

namespace {
/// A column made by hand, of buffers that stand elsewhere.
struct column {
    std::string format;
    std::vector<const void*> buffers;
    ArrowSchema schema{};
    ArrowArray array{};

    column(std::string code, std::int64_t length, std::vector<const void*> parts)
        : format(std::move(code)), buffers(std::move(parts)) {
        schema.format = format.c_str();
        schema.name = "x";
        array.length = length;
        array.null_count = -1;
        array.n_buffers = static_cast<std::int64_t>(buffers.size());
        array.buffers = buffers.data();
    }
    column(const column&) = delete;
    column& operator=(const column&) = delete;
    ~column() = default;
    [[nodiscard]] arrow::cell at(std::size_t row) const {
        return arrow::column_reader(schema, array).at(row);
    }
    [[nodiscard]] std::string refusal(std::size_t row = 0) const {
        try {
            static_cast<void>(at(row));
            return "none";
        } catch (const arrow::error& error) { return error.what(); }
    }
};
} // namespace

TEST_CASE("arrow reader: nulls by bit, from an offset", "[io][arrow]") {
    std::array<std::int32_t, 4> const numbers{10, 11, 12, 13};
    std::uint8_t const valid = 0b1011;
    column c("i", 4, {&valid, numbers.data()});
    CHECK(c.at(0) == arrow::cell(std::in_place_type<std::int64_t>, 10));
    CHECK(c.at(2) == arrow::cell());
    c.array.offset = 1;
    c.array.length = 3;
    CHECK(c.at(0) == arrow::cell(std::in_place_type<std::int64_t>, 11));
    CHECK(c.at(1) == arrow::cell());
    CHECK(c.at(2) == arrow::cell(std::in_place_type<std::int64_t>, 13));
}

TEST_CASE("arrow reader: texts with long offsets and as views", "[io][arrow]") {
    std::array<std::int64_t, 3> const offsets{0, 2, 5};
    column const large("U", 2, {nullptr, offsets.data(), "abcde"});
    CHECK(large.at(1) == arrow::cell(std::string_view("cde")));

    std::string const long_text = "??a text of more than twelve bytes";
    std::array<char, 32> views{};
    std::int32_t const short_length = 3;
    std::memcpy(views.data(), &short_length, 4);
    std::memcpy(views.data() + 4, "abc", 3);
    std::array<std::int32_t, 2> const where{0, 2}; // buffer and offset
    auto const length = static_cast<std::int32_t>(long_text.size() - 2);
    std::memcpy(views.data() + 16, &length, 4);
    std::memcpy(views.data() + 24, where.data(), 8);
    std::int64_t const size = static_cast<std::int64_t>(long_text.size());
    column const viewed("vu", 2, {nullptr, views.data(), long_text.data(), &size});
    CHECK(viewed.at(0) == arrow::cell(std::string_view("abc")));
    CHECK(viewed.at(1) == arrow::cell(std::string_view(long_text).substr(2)));
}

TEST_CASE("arrow reader: dictionaries", "[io][arrow]") {
    std::array<std::int32_t, 3> const offsets{0, 1, 3};
    column words("u", 2, {nullptr, offsets.data(), "abb"});
    std::array<std::int8_t, 4> const indices{1, 0, 1, 2};
    column c("c", 4, {nullptr, indices.data()});
    c.schema.dictionary = &words.schema;
    c.array.dictionary = &words.array;
    CHECK(c.at(0) == arrow::cell(std::string_view("bb")));
    CHECK(c.at(1) == arrow::cell(std::string_view("a")));
    CHECK(c.refusal(3) == "arrow: column 'x': row 3: an index outside the dictionary");
}

TEST_CASE("arrow reader: dates and timestamps of each unit", "[io][arrow]") {
    std::array<std::int64_t, 2> const numbers{86'400'000, 1'500};
    column const milliseconds("tdm", 2, {nullptr, numbers.data()});
    CHECK(milliseconds.at(0) == arrow::cell(arrow::date{1}));
    CHECK(milliseconds.refusal(1) == "arrow: column 'x': row 1: a value finer than a day");
    CHECK(column("tss:", 2, {nullptr, numbers.data()}).at(1) == arrow::cell(arrow::timestamp{1'500'000'000}));
    CHECK(column("tsm:", 2, {nullptr, numbers.data()}).at(1) == arrow::cell(arrow::timestamp{1'500'000}));
    CHECK(column("tsu:", 2, {nullptr, numbers.data()}).at(1) == arrow::cell(arrow::timestamp{1'500}));
    CHECK(column("tsn:", 2, {nullptr, numbers.data()}).refusal(1) ==
          "arrow: column 'x': row 1: a value finer than a microsecond");
    CHECK(column("tsn:", 2, {nullptr, numbers.data()}).at(0) == arrow::cell(arrow::timestamp{86'400}));
}

TEST_CASE("arrow reader: what it does not know it refuses", "[io][arrow]") {
    std::int64_t const number = std::int64_t{1} << 62U;
    CHECK(column("w:16", 1, {nullptr, &number}).refusal() ==
          "arrow: column 'x': its format 'w:16' is not supported");
    CHECK(column("tsu:UTC", 1, {nullptr, &number}).refusal() ==
          "arrow: column 'x': its format 'tsu:UTC' is not supported; cast it to a timestamp without a time "
          "zone");
    CHECK(column("l", 1, {nullptr}).refusal() == "arrow: column 'x': it has too few buffers for its format");
    CHECK(column("tss:", 1, {nullptr, &number}).refusal() ==
          "arrow: column 'x': row 0: a timestamp beyond what microseconds reach");
    std::array<std::int32_t, 2> const falling{3, 1};
    CHECK(column("u", 1, {nullptr, falling.data(), "abc"}).refusal() ==
          "arrow: column 'x': row 0: offsets that descend");
}

TEST_CASE("arrow reader: a batch is a struct array whose columns are long enough", "[io][arrow]") {
    std::array<std::int64_t, 3> const numbers{7, 8, 9};
    column c("l", 3, {nullptr, numbers.data()});
    std::array<ArrowSchema*, 1> schemas{&c.schema};
    std::array<ArrowArray*, 1> arrays{&c.array};
    column batch("+s", 2, {nullptr});
    batch.array.null_count = 0;
    batch.schema.n_children = batch.array.n_children = 1;
    batch.schema.children = schemas.data();
    batch.array.children = arrays.data();
    batch.array.offset = 1;
    arrow::batch_reader const reader(batch.schema, batch.array);
    CHECK(reader.size() == 2);
    CHECK(reader.column("x").at(0) == arrow::cell(std::in_place_type<std::int64_t>, 8));
    CHECK(reader.column("x").at(1) == arrow::cell(std::in_place_type<std::int64_t>, 9));
    batch.array.length = 3;
    CHECK_THROWS_AS(arrow::batch_reader(batch.schema, batch.array), arrow::error);
    CHECK_THROWS_AS(arrow::batch_reader(c.schema, c.array), arrow::error);
}

} // namespace dbsp::test
