/// `csv::reader`: the records of a CSV text, one after the other.
#pragma once

#include <dbsp/error.hpp>

#include <cstddef>
#include <istream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace dbsp::csv {

/// A place in a text: both count from 1, the column in bytes.
struct position {
    std::size_t line = 1;
    std::size_t column = 1;
    friend bool operator==(const position&, const position&) = default;
};

/// "orders.csv:12:7: ...".
struct error : dbsp::error {
    error(const std::string& name, position where, const std::string& message)
        : dbsp::error(name + ":" + std::to_string(where.line) + ":" + std::to_string(where.column) + ": " +
                      message),
          at(where) {}

    position at;
};

/// What stands between two commas.
struct field {
    std::string text = {}; // NOLINT(readability-redundant-member-init): so that it may be left out
    bool quoted = false;   ///< an empty text is not the same as none
    position at = {};
};

/// Reads CSV as RFC 4180 describes it: fields between commas; a field in double quotes may hold commas, line ends and, doubled, double
/// quotes.  The first record names the columns, and all have as many fields.  Lines end in LF or CRLF; the last line end may be missing.
/// A byte order mark is skipped.  What is not of that format is an error with its place, never guessed.
///
/// The stream has to live as long.  Errors: `csv::error`.
class reader {
  public:
    /// `name`: what errors call the text, such as the name of its file.
    reader(std::istream& in, std::string name) : in_(&in), name_(std::move(name)) {
        skip_mark();
        auto const first = next();
        if (!first) { fail({}, "there is no line with the names of the columns"); }
        for (const auto& one : *first) { names_.push_back(one.text); }
    }

    /// The names of the columns.
    [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

    /// The fields of the next record, as many as there are columns; nothing at the end.
    std::optional<std::vector<field>> next() {
        start_ = here_;
        if (peek() == end) {
            if (in_->bad()) { fail(here_, "cannot read on"); }
            return std::nullopt;
        }
        std::vector<field> fields;
        do { fields.push_back(next_field()); } while (take(','));
        end_of_record();
        if (!names_.empty() && fields.size() != names_.size()) {
            fail(start_, std::to_string(fields.size()) + " fields, but " + std::to_string(names_.size()) +
                             " columns");
        }
        return fields;
    }

    /// Where the record begins that was read last.
    [[nodiscard]] position record_start() const { return start_; }
    [[noreturn]] void fail(position where, const std::string& message) const {
        throw error(name_, where, message);
    }

  private:
    static constexpr int end = std::istream::traits_type::eof();

    [[nodiscard]] int peek() const { return in_->peek(); }
    int get() {
        int const c = in_->get();
        if (c == '\n') {
            here_ = {here_.line + 1, 1};
        } else if (c != end) {
            ++here_.column;
        }
        return c;
    }
    bool take(char wanted) {
        if (peek() != static_cast<unsigned char>(wanted)) { return false; }
        get();
        return true;
    }
    [[nodiscard]] bool at_end_of_field() const {
        int const c = peek();
        return c == ',' || c == '\n' || c == '\r' || c == end;
    }

    /// The three bytes that some programs write before UTF-8.
    void skip_mark() {
        if (peek() != 0xEF) { return; }
        for (int const byte : {0xEF, 0xBB, 0xBF}) {
            if (in_->get() != byte) { fail({}, "an incomplete byte order mark"); }
        }
    }

    field next_field() {
        field read{.at = here_};
        if (take('"')) {
            read.quoted = true;
            read.text = quoted_text(read.at);
        } else {
            read.text = plain_text();
        }
        return read;
    }
    std::string plain_text() {
        std::string text;
        while (!at_end_of_field()) {
            if (peek() == '"') { fail(here_, "a quote inside a field that does not begin with one"); }
            text += static_cast<char>(get());
        }
        return text;
    }
    std::string quoted_text(position opened) {
        std::string text;
        for (;;) {
            int const c = get();
            if (c == end) { fail(opened, "a quoted field is not closed"); }
            if (c == '"' && !take('"')) { break; }
            text += static_cast<char>(c);
        }
        if (!at_end_of_field()) { fail(here_, "text behind the closing quote of a field"); }
        return text;
    }
    void end_of_record() {
        auto const where = here_;
        bool const carriage_return = take('\r');
        if (!take('\n') && carriage_return) { fail(where, "a carriage return inside a line"); }
    }

    std::istream* in_;
    std::string name_;
    std::vector<std::string> names_;
    position here_;
    position start_;
};

} // namespace dbsp::csv
