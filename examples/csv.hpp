/// CSV files as typed rows, for the examples.
///
/// The format is that of RFC 4180: fields between commas, a field in double quotes may hold commas, line ends and, doubled,
/// double quotes. The first record names the columns. Lines end in LF or CRLF; the last line end may be missing.
#pragma once

#include <dbsp/row/fields.hpp>

#include <boost/hana/accessors.hpp>
#include <boost/hana/first.hpp>
#include <boost/hana/for_each.hpp>
#include <boost/hana/second.hpp>

#include <algorithm>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace csv {

/// "orders.csv:12: ...".
struct error : std::runtime_error {
    error(const std::filesystem::path& file, std::size_t line, const std::string& message)
        : std::runtime_error(file.filename().string() + ":" + std::to_string(line) + ": " + message) {}
};

/// The records of one file, one after the other, as lists of texts.
class reader {
  public:
    explicit reader(const std::filesystem::path& file) : file_(file), in_(file, std::ios::binary) {
        if (!in_) { throw std::runtime_error("cannot read " + file.string()); }
        auto names = next();
        if (!names) { fail("there is no line with the names of the columns"); }
        names_ = std::move(*names);
    }

    [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

    /// The fields of the next record, as many as there are columns; nothing at the end of the file.
    std::optional<std::vector<std::string>> next() {
        start_ = line_;
        if (in_.peek() == end) {
            if (in_.bad()) { fail("cannot read on"); }
            return std::nullopt;
        }
        std::vector<std::string> fields;
        do { fields.push_back(field()); } while (take(','));
        end_of_record();
        if (!names_.empty() && fields.size() != names_.size()) {
            fail(std::to_string(fields.size()) + " fields, but " + std::to_string(names_.size()) +
                 " columns");
        }
        return fields;
    }

    /// Throws an `error` about the record that was read last.
    [[noreturn]] void fail(const std::string& message) const { throw error(file_, start_, message); }

  private:
    static constexpr int end = std::ifstream::traits_type::eof();

    bool take(char wanted) {
        if (in_.peek() != wanted) { return false; }
        in_.get();
        return true;
    }

    std::string field() { return take('"') ? quoted_field() : plain_field(); }

    std::string plain_field() {
        std::string text;
        for (int c = in_.peek(); c != ',' && c != '\n' && c != '\r' && c != end; c = in_.peek()) {
            if (c == '"') { fail("a quote inside a field that does not begin with one"); }
            text += static_cast<char>(in_.get());
        }
        return text;
    }

    std::string quoted_field() {
        std::string text;
        for (;;) {
            int const c = in_.get();
            if (c == end) { fail("a quoted field is not closed"); }
            if (c == '"' && !take('"')) { break; }
            if (c == '\n') { ++line_; }
            text += static_cast<char>(c);
        }
        int const c = in_.peek();
        if (c != ',' && c != '\n' && c != '\r' && c != end) {
            fail("text behind the closing quote of a field");
        }
        return text;
    }

    void end_of_record() {
        bool const carriage_return = take('\r');
        if (take('\n')) {
            ++line_;
        } else if (carriage_return) {
            fail("a carriage return inside a line");
        }
    }

    std::filesystem::path file_;
    std::ifstream in_;
    std::vector<std::string> names_;
    std::size_t line_ = 1;
    std::size_t start_ = 1;
};

/// Writes what `text` says into `value`; false where it says nothing of that type.
inline bool parse(const std::string& text, std::string& value) {
    value = text;
    return true;
}
template <class T>
    requires(std::integral<T> || std::floating_point<T>)
bool parse(const std::string& text, T& value) {
    auto const [stopped, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failure == std::errc() && stopped == text.data() + text.size();
}
/// An empty field is a missing value.
template <class T> bool parse(const std::string& text, std::optional<T>& value) {
    value.reset();
    return text.empty() || parse(text, value.emplace());
}

/// The rows of a file, as `Row`s: a Hana Struct or a `dbsp::record` whose columns have the names of the first line.
template <dbsp::named_row Row> class rows {
  public:
    explicit rows(const std::filesystem::path& file) : reader_(file) {
        for (std::string_view const name : dbsp::field_names_v<Row>) {
            auto const& names = reader_.names();
            auto const at = std::ranges::find(names, name);
            if (at == names.end()) { reader_.fail("there is no column " + std::string(name)); }
            place_.push_back(static_cast<std::size_t>(at - names.begin()));
        }
    }

    std::optional<Row> next() {
        auto const fields = reader_.next();
        if (!fields) { return std::nullopt; }
        Row row;
        std::size_t column = 0;
        boost::hana::for_each(boost::hana::accessors<Row>(), [&](auto member) {
            auto const name = dbsp::field_names_v<Row>[column];
            auto const& text = (*fields)[place_[column++]];
            auto& value = boost::hana::second(member)(row);
            if (!parse(text, value)) {
                bool const number = std::integral<std::remove_cvref_t<decltype(value)>>;
                reader_.fail(std::string(name) + ": '" + text + "' is not a " + (number ? "whole " : "") +
                             "number that fits");
            }
        });
        return row;
    }

    /// Throws an `error` about the row that was read last.
    [[noreturn]] void fail(const std::string& message) const { reader_.fail(message); }

  private:
    reader reader_;
    std::vector<std::size_t> place_;
};

} // namespace csv
