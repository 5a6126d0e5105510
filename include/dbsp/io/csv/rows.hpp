/// `csv::rows<Row>`: the records of a CSV text as typed rows.
#pragma once

#include <dbsp/io/csv/reader.hpp>
#include <dbsp/row/fields.hpp>

#include <algorithm>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

namespace dbsp::csv {

/// Writes what a field says into `value`; false where it says nothing of that type.
inline bool parse(const field& from, std::string& value) {
    value = from.text;
    return true;
}
inline bool parse(const field& from, bool& value) {
    value = from.text == "true";
    return value || from.text == "false";
}
template <class T>
    requires(std::integral<T> || std::floating_point<T>)
bool parse(const field& from, T& value) {
    const auto& text = from.text;
    auto const [stopped, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failure == std::errc() && stopped == text.data() + text.size();
}
/// An empty field is a missing value; `""` is an empty text.
template <class T> bool parse(const field& from, std::optional<T>& value) {
    value.reset();
    return (from.text.empty() && !from.quoted) || parse(from, value.emplace());
}

namespace detail {
template <class T> struct kind_of {
    static constexpr std::string_view text = std::same_as<T, bool> ? "true or false"
                                             : std::integral<T>    ? "a whole number that fits"
                                                                   : "a number that fits";
};
template <class T> struct kind_of<std::optional<T>> : kind_of<T> {};
} // namespace detail

/// The rows of a CSV text: a Hana Struct or a `record` whose columns the first line names, in any order; other columns are passed over.
///
///     std::ifstream file("orders.csv");
///     csv::rows<order> orders(file, "orders.csv");
///     while (auto row = orders.next()) { input.insert(std::move(*row)); }
///
/// Columns are texts, `bool` ("true" or "false"), numbers, and optionals of these.  Errors: `csv::error`.
template <named_row Row> class rows {
  public:
    rows(std::istream& in, std::string name) : reader_(in, std::move(name)) {
        for (std::string_view const wanted : field_names_v<Row>) {
            auto const& names = reader_.names();
            auto const at = std::ranges::find(names, wanted);
            if (at == names.end()) { reader_.fail({}, "there is no column " + std::string(wanted)); }
            places_.push_back(static_cast<std::size_t>(at - names.begin()));
        }
    }

    /// The next row; nothing at the end.
    std::optional<Row> next() {
        auto const fields = reader_.next();
        if (!fields) { return std::nullopt; }
        Row row;
        read(*fields, row, std::make_index_sequence<field_count_v<Row>>{});
        return row;
    }

    /// Throws a `csv::error` about the row that was read last.
    [[noreturn]] void fail(const std::string& message) const {
        reader_.fail(reader_.record_start(), message);
    }

  private:
    template <std::size_t... I>
    void read(const std::vector<field>& fields, Row& row, std::index_sequence<I...>) const {
        (read_one<I>(fields[places_[I]], dbsp::detail::get_at<I>(row)), ...);
    }
    template <std::size_t I, class T> void read_one(const field& from, T& value) const {
        if (parse(from, value)) { return; }
        reader_.fail(from.at, std::string(field_names_v<Row>[I]) + ": '" + from.text + "' is not " +
                                  std::string(detail::kind_of<T>::text));
    }

    reader reader_;
    std::vector<std::size_t> places_;
};

} // namespace dbsp::csv
