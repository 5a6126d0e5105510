/// `column_reader`, `batch_reader`: the columns of a record batch, cell by cell.
#pragma once

#include <dbsp/io/arrow/decode.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace dbsp::arrow {

/// One column of a record batch.  The batch has to live as long.
///
/// It reads booleans, integers of any width, `float` and `double`, text and bytes (with 32-bit offsets, 64-bit offsets or as views),
/// dates, timestamps without a time zone, and dictionaries of these.  Errors: `arrow::error` with the name of the column, of `at` with
/// the number of the row too.
class column_reader {
  public:
    /// `first`: where the batch begins within the column.
    column_reader(const ArrowSchema& described, const ArrowArray& values, std::int64_t first = 0)
        : name_(described.name == nullptr ? "" : described.name), values_(&values), first_(first) {
        if (described.dictionary != nullptr) {
            if (values.dictionary == nullptr) { fail("its dictionary is missing"); }
            words_.emplace_back(*described.dictionary, *values.dictionary);
        }
        decode_ = decoder_of(described.format);
    }

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(values_->length - first_); }
    /// The value of a row.
    [[nodiscard]] cell at(std::size_t row) const {
        auto const place = values_->offset + first_ + static_cast<std::int64_t>(row);
        if (!is_valid(place)) { return {}; }
        try {
            auto const read = decode_(*values_, place);
            return words_.empty() ? read : word(read);
        } catch (const error& failure) { fail_at(row, failure.what()); }
    }
    /// Throws an `error` about this column.
    [[noreturn]] void fail(const std::string& what) const {
        throw error("arrow: column '" + name_ + "': " + what);
    }
    [[noreturn]] void fail_at(std::size_t row, const std::string& what) const {
        fail("row " + std::to_string(row) + ": " + what);
    }

  private:
    [[nodiscard]] bool is_valid(std::int64_t place) const {
        if (values_->n_buffers == 0 || values_->null_count == 0) { return true; }
        const auto* bits = values_->buffers[0];
        return bits == nullptr || detail::bit(bits, place);
    }
    [[nodiscard]] cell word(const cell& number) const {
        auto const* small = std::get_if<std::int64_t>(&number);
        auto const* large = std::get_if<std::uint64_t>(&number);
        auto const place = small != nullptr   ? static_cast<std::uint64_t>(*small)
                           : large != nullptr ? *large
                                              : ~std::uint64_t{0};
        if (place >= words_.front().size()) { throw error("an index outside the dictionary"); }
        return words_.front().at(static_cast<std::size_t>(place));
    }
    [[nodiscard]] detail::decoder decoder_of(std::string_view code) const {
        auto const known = std::ranges::find(detail::formats, code, &detail::format::code);
        if (known == detail::formats.end()) {
            auto const zoned = code.starts_with("ts") && code.size() > 4;
            fail("its format '" + std::string(code) + "' is not supported" +
                 (zoned ? "; cast it to a timestamp without a time zone" : ""));
        }
        if (values_->n_buffers < known->buffers) { fail("it has too few buffers for its format"); }
        return known->decode;
    }

    std::string name_;
    const ArrowArray* values_;
    std::int64_t first_;
    std::vector<column_reader> words_; ///< of a dictionary: its values
    detail::decoder decode_ = nullptr;
};

/// A record batch: the columns of a struct array.  Schema and batch have to live as long.
class batch_reader {
  public:
    batch_reader(const ArrowSchema& described, const ArrowArray& batch)
        : size_(static_cast<std::size_t>(batch.length)) {
        if (std::string_view(described.format) != "+s") {
            throw error("arrow: an array of format '" + std::string(described.format) +
                        "' is no record batch");
        }
        if (described.n_children != batch.n_children) {
            throw error("arrow: schema and batch differ in the number of columns");
        }
        require_rows(batch);
        for (std::int64_t i = 0; i < batch.n_children; ++i) {
            add(*described.children[i], *batch.children[i], batch.offset);
        }
    }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] const std::vector<column_reader>& columns() const { return columns_; }
    /// The column with this name.
    [[nodiscard]] const column_reader& column(std::string_view name) const {
        auto const found = std::ranges::find(columns_, name, &column_reader::name);
        if (found == columns_.end()) {
            throw error("arrow: there is no column '" + std::string(name) + "' among " + names());
        }
        return *found;
    }

  private:
    /// A struct array may have nulls of its own; a record batch has rows.
    static void require_rows(const ArrowArray& batch) {
        if (batch.null_count == 0 || batch.n_buffers == 0 || batch.buffers[0] == nullptr) { return; }
        for (std::int64_t i = 0; i < batch.length; ++i) {
            if (!detail::bit(batch.buffers[0], batch.offset + i)) {
                throw error("arrow: row " + std::to_string(i) + " of the batch is null");
            }
        }
    }
    void add(const ArrowSchema& described, const ArrowArray& values, std::int64_t first) {
        columns_.emplace_back(described, values, first);
        if (columns_.back().size() < size_) { columns_.back().fail("it is shorter than its batch"); }
    }
    [[nodiscard]] std::string names() const {
        std::string text;
        for (const auto& one : columns_) { text += (text.empty() ? "'" : ", '") + one.name() + "'"; }
        return text.empty() ? "none" : text;
    }

    std::size_t size_;
    std::vector<column_reader> columns_;
};

} // namespace dbsp::arrow
