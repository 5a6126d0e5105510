/// The argument `partition_by`.
#include "lifecycle/partitioning.hpp"
#include "lifecycle/words.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <format>
#include <string_view>
#include <utility>

namespace pgt::ext {
namespace {

constexpr int most_partitions = 1024;

user_error invalid(const std::string& text) {
    return user_error(sqlstate::invalid_parameter_value, std::format("invalid partition_by \"{}\"", text))
        .hint("Use 'column', 'RANGE:column, ...', 'LIST:column' or 'HASH:column, ...:number of partitions'.");
}

/// Reads the parts of a text from its front.
class reader {
  public:
    explicit reader(const std::string& text) : text_(text), rest_(text) { skip_blanks(); }

    [[nodiscard]] bool is_at_end() const { return rest_.empty(); }
    /// Takes a punctuation mark, if it is next.
    bool take(char mark) {
        if (!rest_.starts_with(mark)) { return false; }
        rest_.remove_prefix(1);
        skip_blanks();
        return true;
    }
    /// An identifier as in SQL: in small letters, unless it is quoted.
    std::string name() {
        std::string read = rest_.starts_with('"') ? quoted() : plain();
        if (read.empty()) { throw invalid(text_); }
        skip_blanks();
        return read;
    }
    /// `METHOD:` in front.
    std::optional<pg::partition_strategy> strategy() {
        using enum pg::partition_strategy;
        constexpr std::array<std::pair<std::string_view, pg::partition_strategy>, 3> known{
            {{"range", range}, {"list", list}, {"hash", hash}}};
        for (const auto& [word, meaning] : known) {
            if (!is_word(rest_.substr(0, word.size()), word)) { continue; }
            reader after = *this;
            after.rest_.remove_prefix(word.size());
            after.skip_blanks();
            if (!after.take(':')) { continue; }
            rest_ = after.rest_;
            return meaning;
        }
        return std::nullopt;
    }
    int number() {
        int value = 0;
        const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
        if (error != std::errc() || value < 1 || value > most_partitions) {
            throw user_error(sqlstate::invalid_parameter_value,
                             std::format("invalid number of partitions in partition_by \"{}\"", text_))
                .hint(std::format("Use 1 to {}.", most_partitions));
        }
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
        skip_blanks();
        return value;
    }

  private:
    static bool is_blank(char one) { return std::isspace(static_cast<unsigned char>(one)) != 0; }
    void skip_blanks() {
        while (!rest_.empty() && is_blank(rest_.front())) { rest_.remove_prefix(1); }
    }
    std::string plain() {
        std::string read;
        while (!rest_.empty() && !is_blank(rest_.front()) &&
               !std::string_view(",:\"").contains(rest_.front())) {
            const char one = rest_.front();
            read += one >= 'A' && one <= 'Z' ? static_cast<char>(one - 'A' + 'a') : one;
            rest_.remove_prefix(1);
        }
        return read;
    }
    std::string quoted() {
        std::string read;
        rest_.remove_prefix(1);
        for (;;) {
            const std::size_t quote = rest_.find('"');
            if (quote == std::string_view::npos) { throw invalid(text_); }
            read += rest_.substr(0, quote);
            rest_.remove_prefix(quote + 1);
            if (!rest_.starts_with('"')) { return read; }
            read += '"';
            rest_.remove_prefix(1);
        }
    }

    const std::string& text_;
    std::string_view rest_;
};

user_error refused(const std::string& text, const char* detail) {
    return user_error(sqlstate::invalid_parameter_value, std::format("invalid partition_by \"{}\"", text))
        .detail(detail);
}

} // namespace

partitioning parse_partitioning(const std::string& text) {
    using enum pg::partition_strategy;
    reader from(text);
    partitioning read;
    read.key.strategy = from.strategy().value_or(range);
    do {
        std::string name = from.name();
        if (std::ranges::contains(read.key.columns, name)) {
            throw refused(text, "It names a column twice.");
        }
        read.key.columns.push_back(std::move(name));
    } while (from.take(','));
    if (read.key.strategy == hash && !from.take(':')) {
        throw refused(text, "HASH needs a number of partitions.")
            .hint("Write it last, as in 'HASH:customer:16'.");
    }
    if (read.key.strategy == hash) { read.partitions = from.number(); }
    if (!from.is_at_end()) { throw invalid(text); }
    if (read.key.strategy == list && read.key.columns.size() > 1) {
        throw refused(text, "LIST takes one column.");
    }
    return read;
}

void check_has_columns(const partitioning& wanted, const std::vector<bind::column_info>& columns) {
    for (const std::string& name : wanted.key.columns) {
        if (std::ranges::contains(columns, name, &bind::column_info::name)) { continue; }
        throw user_error(sqlstate::invalid_parameter_value,
                         std::format("column \"{}\" of partition_by is not a column of the query", name))
            .hint("Name columns that the query shows, as it calls them.");
    }
}

} // namespace pgt::ext
