/// `field`: a column of a catalog table, and the member of a C++ record that holds its value. A table is described once, by an
/// array of these: what reads a row, what writes one and what lists the columns follow from it.
///
///     constexpr std::array<field<thing>, 2> thing_fields{
///         field_of<thing, [](auto& of) -> auto& { return of.id; }>("id"),
///         null_field_of<thing, [](auto& of) -> auto& { return of.note; }>("note"), // NULL: as in `thing()`
///     };
#pragma once

#include "pg/query/spi.hpp"
#include "pg/value/value.hpp"

#include <pgt/sql/text.hpp>

#include <array>
#include <cstddef>
#include <format>
#include <span>
#include <stdexcept>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace pgt::ext {

/// How a member's value stands in a column: `type`, the oid of the SQL type; `from(datum, column)`; `to(value)`.
/// Enumerations that are written as words specialise it.
template <class T> struct column_value {
    static constexpr pg::oid type = pg::sql_value<typename pg::nullable_value<T>::plain>::type;
    static constexpr bool allows_null = pg::nullable_value<T>::allows_null;
    static T from(pg::nullable_datum value, std::string_view /*column*/) {
        return pg::nullable_value<T>::from(value);
    }
    static pg::nullable_datum to(const T& value) { return pg::nullable_value<T>::to(value); }
};

/// For a type that is written as a word: `parse(word, column)` reads it, and may throw `user_error`.
template <class T, T (*Parse)(std::string_view word, std::string_view column)> struct word_value {
    static constexpr pg::oid type = pg::sql_value<std::string>::type;
    static constexpr bool allows_null = false;
    static T from(pg::nullable_datum value, std::string_view column) {
        return Parse(pg::nullable_value<std::string>::from(value), column);
    }
    static pg::nullable_datum to(const T& value) {
        return pg::nullable_value<std::string_view>::to(name_of(value));
    }
};

template <class Record> struct field {
    const char* column;
    pg::oid type;
    bool allows_null;
    void (*read)(Record& to, pg::nullable_datum value, std::string_view column);
    pg::nullable_datum (*write)(const Record& from);
};

/// `Member` gives a reference to the member of a record.
template <class Record, auto Member> constexpr field<Record> field_of(const char* column) {
    using value = column_value<std::remove_cvref_t<decltype(Member(std::declval<Record&>()))>>;
    return {.column = column,
            .type = value::type,
            .allows_null = value::allows_null,
            .read = [](Record& to, pg::nullable_datum found,
                       std::string_view name) { Member(to) = value::from(found, name); },
            .write = [](const Record& from) { return value::to(Member(from)); }};
}

/// NULL stands for the value that the member has in a new record, such as an empty text.
template <class Record, auto Member> constexpr field<Record> null_field_of(const char* column) {
    using member = std::remove_cvref_t<decltype(Member(std::declval<Record&>()))>;
    using value = column_value<member>;
    return {.column = column,
            .type = value::type,
            .allows_null = true,
            .read =
                [](Record& to, pg::nullable_datum found, std::string_view name) {
                    if (!found.is_null) { Member(to) = value::from(found, name); }
                },
            .write =
                [](const Record& from) {
                    const Record fresh{};
                    const bool is_null = Member(from) == Member(fresh);
                    return is_null ? pg::nullable_datum() : value::to(Member(from));
                }};
}

/// The place of a column in a description; does not compile if there is none.
template <class Record, std::size_t Count>
consteval std::size_t place_of(const std::array<field<Record>, Count>& fields, std::string_view column) {
    for (std::size_t i = 0; i < Count; ++i) {
        if (fields[i].column == column) { return i; }
    }
    throw std::logic_error("no such column");
}

/// Throws `std::runtime_error` for a value that the member cannot hold, `user_error` for a word that means nothing.
template <class Record>
void read_field(const field<Record>& one, Record& to, pg::nullable_datum value, pg::oid type) {
    constexpr pg::oid regclass = 2205;
    constexpr pg::oid oid = 26;
    if (type != one.type && !(type == regclass && one.type == oid)) {
        throw std::runtime_error(std::format("column {} of the catalog has type {}", one.column, type));
    }
    if (value.is_null && !one.allows_null) {
        throw std::runtime_error(std::format("column {} of a row of the catalog is NULL", one.column));
    }
    one.read(to, value, one.column);
}

/// A row of the result of a statement that gives `columns_of` the same fields, in their order, after `first` others.
template <class Record>
[[nodiscard]] Record read_record(std::span<const field<Record>> fields, const pg::result& rows,
                                 std::size_t row, std::size_t first = 0) {
    Record record;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        read_field(fields[i], record, rows.at(row, first + i), rows.type_of(first + i));
    }
    return record;
}

template <class Record>
[[nodiscard]] std::vector<Record> read_records(std::span<const field<Record>> fields,
                                               const pg::result& rows) {
    std::vector<Record> all;
    all.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) { all.push_back(read_record(fields, rows, i)); }
    return all;
}

/// The columns, for the list of a SELECT.
template <class Record> [[nodiscard]] sql::text columns_of(std::span<const field<Record>> fields) {
    return sql::join(fields, ", ", [](const field<Record>& one) { return sql::ident{one.column}; });
}

/// What an INSERT or an UPDATE writes: columns and their values.
class new_row {
  public:
    template <class Record> void add(std::span<const field<Record>> fields, const Record& record) {
        for (const field<Record>& one : fields) {
            columns_.emplace_back(one.column);
            types_.push_back(one.type);
            values_.push_back(one.write(record));
        }
    }
    /// `rest` follows the values, such as ON CONFLICT.
    void insert(const pg::spi& in, const sql::text& table, const sql::text& rest = {}) const {
        std::vector<int> numbers;
        for (std::size_t i = 1; i <= columns_.size(); ++i) { numbers.push_back(static_cast<int>(i)); }
        const auto name = [](std::string_view column) { return sql::ident{column}; };
        const auto parameter = [](int number) { return sql::param{number}; };
        in.run_with(sql::build("insert into {} ({}) values ({}) {}", table, sql::join(columns_, ", ", name),
                               sql::join(numbers, ", ", parameter), rest),
                    {}, types_, values_);
    }
    /// `rest` follows the values: other columns, and which rows.
    void update(const pg::spi& in, const sql::text& table, const sql::text& rest) const {
        int number = 0;
        const auto assignment = [&](std::string_view column) {
            return sql::build("{} = {}", sql::ident{column}, sql::param{++number});
        };
        in.run_with(sql::build("update {} set {} {}", table, sql::join(columns_, ", ", assignment), rest), {},
                    types_, values_);
    }

  private:
    std::vector<std::string_view> columns_;
    std::vector<pg::oid> types_;
    std::vector<pg::nullable_datum> values_;
};

} // namespace pgt::ext
