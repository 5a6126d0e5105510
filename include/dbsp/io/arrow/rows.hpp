/// Record batches as typed rows, and back.
#pragma once

#include <dbsp/io/arrow/reader.hpp>
#include <dbsp/io/arrow/writer.hpp>
#include <dbsp/row/fields.hpp>
#include <dbsp/zset/zset.hpp>

#include <array>
#include <concepts>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dbsp::arrow {

namespace detail {

/// Which format a C++ type is written in.
template <class T> inline constexpr std::string_view code_of = "";
template <> inline constexpr std::string_view code_of<bool> = "b";
template <> inline constexpr std::string_view code_of<float> = "f";
template <> inline constexpr std::string_view code_of<double> = "g";
template <> inline constexpr std::string_view code_of<std::string> = "u";
template <> inline constexpr std::string_view code_of<date> = "tdD";
template <> inline constexpr std::string_view code_of<timestamp> = "tsu:";
template <std::integral T>
    requires(!std::same_as<T, bool>)
inline constexpr std::string_view code_of<T> = std::string_view(std::is_signed_v<T> ? "csil" : "CSIL")
                                                   .substr(sizeof(T) == 1   ? 0
                                                           : sizeof(T) == 2 ? 1
                                                           : sizeof(T) == 4 ? 2
                                                                            : 3,
                                                           1);
template <class T> inline constexpr bool is_nullable = false;
template <class T> inline constexpr bool is_nullable<std::optional<T>> = true;
template <class T> struct present {
    using type = T;
};
template <class T> struct present<std::optional<T>> {
    using type = T;
};
template <class T> using present_t = typename present<T>::type;

/// What a cell says as a `T`; false where it is of another type, or does not fit.
template <class T> bool convert(const cell& from, T& to) {
    return std::visit(
        [&]<class C>(const C& value) {
            if constexpr (std::integral<T> && std::integral<C> &&
                          std::same_as<T, bool> == std::same_as<C, bool>) {
                if constexpr (!std::same_as<T, bool>) {
                    if (!std::in_range<T>(value)) { return false; }
                }
                to = static_cast<T>(value);
                return true;
            } else if constexpr (std::floating_point<T> && std::same_as<C, double>) {
                to = static_cast<T>(value);
                return static_cast<C>(to) == value || value != value;
            } else if constexpr (std::same_as<T, C> ||
                                 (std::same_as<T, std::string> && std::same_as<C, std::string_view>)) {
                to = T(value);
                return true;
            } else {
                return false;
            }
        },
        from);
}

template <class T> void read_cell(const column_reader& column, std::size_t row, T& to) {
    auto const from = column.at(row);
    if (std::holds_alternative<std::monostate>(from)) {
        if constexpr (is_nullable<T>) {
            to.reset();
            return;
        } else {
            column.fail_at(row, "a null, where the row needs a value");
        }
    }
    present_t<T> value{};
    if (!convert(from, value)) {
        column.fail_at(row, "not a value of type '" + std::string(dbsp::detail::type_name<present_t<T>>()) +
                                "', or none that fits");
    }
    to = std::move(value);
}

template <class T> void write_cell(column_writer& column, const T& value) {
    if constexpr (is_nullable<T>) {
        if (value) {
            write_cell(column, *value);
        } else {
            column.add_null();
        }
    } else if constexpr (std::same_as<T, std::string>) {
        column.add(std::string_view(value));
    } else {
        column.add(value);
    }
}

template <class Row, std::size_t... I>
void read_row(std::span<const column_reader* const> columns, std::size_t row, Row& to,
              std::index_sequence<I...>) {
    (read_cell(*columns[I], row, dbsp::detail::get_at<I>(to)), ...);
}
template <class Row, std::size_t... I>
void write_row(std::vector<column_writer>& columns, const Row& row, std::index_sequence<I...>) {
    (write_cell(columns[I], dbsp::detail::get_at<I>(row)), ...);
}

template <named_row Row, std::size_t... I> std::vector<column_writer> writers_of(std::index_sequence<I...>) {
    std::vector<column_writer> columns;
    (columns.emplace_back(std::string(field_names_v<Row>[I]),
                          std::string(code_of<present_t<dbsp::detail::type_at<I, Row>>>),
                          is_nullable<dbsp::detail::type_at<I, Row>>),
     ...);
    return columns;
}

} // namespace detail

/// What a column of a row may be: `bool`, integers, `float`, `double`, `std::string`, `date`, `timestamp`, and optionals of these.
template <class T> concept column_value = !detail::code_of<detail::present_t<T>>.empty();

/// `use(row)` for each row of a batch, with the columns found by their names; other columns are passed over.
/// Errors: `arrow::error` for a missing column, a null that the row has no place for, a value of another type or one that does not fit.
template <named_row Row, std::invocable<Row> Use>
void for_each_row(const ArrowSchema& described, const ArrowArray& batch, Use&& use) {
    batch_reader const from(described, batch);
    std::vector<const column_reader*> columns;
    for (std::string_view const name : field_names_v<Row>) { columns.push_back(&from.column(name)); }
    for (std::size_t i = 0; i < from.size(); ++i) {
        Row row;
        detail::read_row(std::span<const column_reader* const>(columns), i, row,
                         std::make_index_sequence<field_count_v<Row>>{});
        use(std::move(row));
    }
}
/// The same for all batches of a stream.
template <named_row Row, std::invocable<Row> Use> void for_each_row(stream& from, Use&& use) {
    auto const described = from.schema();
    for (auto batch = from.next(); batch; batch = from.next()) { for_each_row<Row>(*described, *batch, use); }
}

/// The rows of a range as a record batch.
template <std::ranges::input_range Rows>
    requires named_row<std::ranges::range_value_t<Rows>>
[[nodiscard]] batch batch_of(Rows&& rows) {
    using row_type = std::ranges::range_value_t<Rows>;
    constexpr std::make_index_sequence<field_count_v<row_type>> indices{};
    auto columns = detail::writers_of<row_type>(indices);
    std::size_t count = 0;
    for (const auto& row : rows) {
        detail::write_row(columns, row, indices);
        ++count;
    }
    return make_batch(std::move(columns), count);
}

/// A Z-set as a record batch: the columns of its rows, and behind them one called `weights`.
template <named_row Row, class W>
[[nodiscard]] batch batch_of(const zset<Row, W>& rows, const std::string& weights) {
    constexpr std::make_index_sequence<field_count_v<Row>> indices{};
    auto columns = detail::writers_of<Row>(indices);
    columns.emplace_back(weights, "l", false);
    for (const auto& [row, w] : rows) {
        detail::write_row(columns, row, indices);
        columns.back().add(static_cast<std::int64_t>(w));
    }
    return make_batch(std::move(columns), rows.size());
}

} // namespace dbsp::arrow
