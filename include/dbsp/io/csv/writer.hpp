/// `csv::writer<Row>`: typed rows as CSV.
#pragma once

#include <dbsp/row/fields.hpp>

#include <array>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace dbsp::csv {

/// Writes a text as a field: in quotes where it holds a comma, a quote or a line end, or is empty (nothing at all is a missing value).
inline void write_field(std::ostream& out, std::string_view text) {
    if (!text.empty() && text.find_first_of(",\"\r\n") == std::string_view::npos) {
        out << text;
        return;
    }
    out << '"';
    for (char const c : text) { out << (c == '"' ? "\"\"" : std::string_view(&c, 1)); }
    out << '"';
}
inline void write_field(std::ostream& out, const std::string& text) {
    write_field(out, std::string_view(text));
}
inline void write_field(std::ostream& out, bool value) { out << (value ? "true" : "false"); }
/// As few digits as read back the same.
template <class T>
    requires(!std::same_as<T, bool> && (std::integral<T> || std::floating_point<T>))
void write_field(std::ostream& out, T value) {
    std::array<char, 64> digits{};
    auto const written = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    out.write(digits.data(), written.ptr - digits.data());
}
template <class T> void write_field(std::ostream& out, const std::optional<T>& value) {
    if (value) { write_field(out, *value); }
}

/// Writes the names of the columns, then rows.  What it writes, `csv::rows<Row>` reads back.  With weights, as a change has them, each row
/// begins with a column of that name.
template <named_row Row> class writer {
  public:
    explicit writer(std::ostream& out) : out_(&out) { write_names({}); }
    writer(std::ostream& out, std::string_view weights) : out_(&out) { write_names(weights); }

    void write(const Row& row) { write_columns(row, indices{}, ""); }
    void write(const Row& row, std::int64_t weight) {
        write_field(*out_, weight);
        write_columns(row, indices{}, ",");
    }

  private:
    using indices = std::make_index_sequence<field_count_v<Row>>;

    void write_names(std::string_view weights) {
        const char* separator = "";
        if (!weights.empty()) {
            write_field(*out_, weights);
            separator = ",";
        }
        for (std::string_view const name : field_names_v<Row>) {
            *out_ << std::exchange(separator, ",");
            write_field(*out_, name);
        }
        *out_ << '\n';
    }
    template <std::size_t... I>
    void write_columns(const Row& row, std::index_sequence<I...>, const char* separator) {
        ((*out_ << std::exchange(separator, ","), write_field(*out_, dbsp::detail::get_at<I>(row))), ...);
        *out_ << '\n';
    }

    std::ostream* out_;
};

} // namespace dbsp::csv
