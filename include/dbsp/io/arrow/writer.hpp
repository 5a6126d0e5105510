/// `column_writer`, `make_batch`: columns that are built cell by cell, and a record batch made of them.
#pragma once

#include <dbsp/io/arrow/cell.hpp>
#include <dbsp/io/arrow/handle.hpp>

#include <cerrno>
#include <concepts>
#include <cstring>
#include <limits>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace dbsp::arrow {

/// One column of a batch that is being made.  `code` is its format, one of `b c C s S i I l L f g u z tdD tsu:`.
class column_writer {
  public:
    column_writer(std::string name, std::string code, bool nullable)
        : name_(std::move(name)), code_(std::move(code)), nullable_(nullable) {
        if (has_offsets()) { append(std::int32_t{0}, offsets_); }
    }

    void add_null() {
        if (!nullable_) { fail("a null, but the column has none"); }
        mark(false);
        ++nulls_;
        if (has_offsets()) {
            add_offset();
        } else if (code_ == "b") {
            add_bit(false);
        } else {
            data_.append(width(), '\0');
        }
    }
    void add(bool value) {
        mark(true);
        add_bit(value);
    }
    /// A number of just the width that the format says.
    template <class T>
        requires(std::is_arithmetic_v<T> && !std::same_as<T, bool>)
    void add(T value) {
        mark(true);
        append(value, data_);
    }
    void add(date value) { add(static_cast<std::int32_t>(value)); }
    void add(timestamp value) { add(static_cast<std::int64_t>(value)); }
    /// Text or bytes.
    void add(std::string_view value) {
        mark(true);
        data_.append(value);
        add_offset();
    }

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const std::string& code() const { return code_; }
    [[nodiscard]] bool nullable() const { return nullable_; }

    /// Writes the array into `to`; the column is empty then.
    void finish(ArrowArray* to) && {
        auto kept = std::make_unique<storage>();
        kept->validity = std::move(validity_);
        kept->offsets = std::move(offsets_);
        kept->data = std::move(data_);
        auto const count = has_offsets() ? 3 : 2;
        kept->buffers = {nulls_ == 0 ? nullptr : kept->validity.data(), kept->data.data(), nullptr};
        if (count == 3) { kept->buffers = {kept->buffers[0], kept->offsets.data(), kept->data.data()}; }
        *to = ArrowArray{.length = static_cast<std::int64_t>(size_),
                         .null_count = nulls_,
                         .offset = 0,
                         .n_buffers = count,
                         .n_children = 0,
                         .buffers = kept->buffers.data(),
                         .children = nullptr,
                         .dictionary = nullptr,
                         .release =
                             [](ArrowArray* self) {
                                 delete static_cast<storage*>(self->private_data);
                                 self->release = nullptr;
                             },
                         .private_data = kept.get()};
        static_cast<void>(kept.release());
    }

  private:
    struct storage {
        std::string validity, offsets, data;
        std::vector<const void*> buffers;
    };

    [[noreturn]] void fail(const std::string& what) const {
        throw error("arrow: column '" + name_ + "': " + what);
    }
    [[nodiscard]] bool has_offsets() const { return code_ == "u" || code_ == "z"; }
    [[nodiscard]] std::size_t width() const {
        if (code_ == "c" || code_ == "C") { return 1; }
        if (code_ == "s" || code_ == "S") { return 2; }
        return code_ == "i" || code_ == "I" || code_ == "f" || code_ == "tdD" ? 4 : 8;
    }
    template <class T> static void append(T value, std::string& to) {
        auto const at = to.size();
        to.resize(at + sizeof(T));
        std::memcpy(to.data() + at, &value, sizeof(T));
    }
    static void set_bit(std::string& bits, std::size_t at, bool value) {
        if (at / 8 == bits.size()) { bits.push_back('\0'); }
        auto const byte = static_cast<unsigned char>(bits[at / 8]);
        bits[at / 8] = static_cast<char>(byte | static_cast<unsigned>(value) << (at % 8));
    }
    void add_bit(bool value) { set_bit(data_, size_ - 1, value); }
    void mark(bool valid) { set_bit(validity_, size_++, valid); }
    void add_offset() {
        if (data_.size() > std::numeric_limits<std::int32_t>::max()) {
            fail("more than 2 GB of text in one batch");
        }
        append(static_cast<std::int32_t>(data_.size()), offsets_);
    }

    std::string name_;
    std::string code_;
    bool nullable_;
    std::size_t size_ = 0;
    std::int64_t nulls_ = 0;
    std::string validity_, offsets_, data_;
};

/// A record batch with its schema.
struct batch {
    arrow::schema schema;
    arrow::array array;
};

namespace detail {

/// What a schema that is made here keeps: its texts, and the columns below it.
struct kept_schema {
    std::string name, code;
    std::vector<schema> columns;
    std::vector<ArrowSchema*> pointers;
};
inline schema make_schema(std::string name, std::string code, bool nullable, std::vector<schema> columns) {
    auto kept = std::make_unique<kept_schema>(std::move(name), std::move(code), std::move(columns));
    for (auto& one : kept->columns) { kept->pointers.push_back(one.out()); }
    schema made;
    *made.out() = ArrowSchema{.format = kept->code.c_str(),
                              .name = kept->name.c_str(),
                              .metadata = nullptr,
                              .flags = nullable ? ARROW_FLAG_NULLABLE : 0,
                              .n_children = static_cast<std::int64_t>(kept->columns.size()),
                              .children = kept->pointers.data(),
                              .dictionary = nullptr,
                              .release =
                                  [](ArrowSchema* self) {
                                      delete static_cast<kept_schema*>(self->private_data);
                                      self->release = nullptr;
                                  },
                              .private_data = kept.get()};
    static_cast<void>(kept.release());
    return made;
}

/// The same for a batch.
struct kept_batch {
    std::vector<array> columns;
    std::vector<ArrowArray*> pointers;
    const void* no_nulls = nullptr;
};
inline array make_struct(std::size_t size, std::vector<array> columns) {
    auto kept = std::make_unique<kept_batch>(std::move(columns));
    for (auto& one : kept->columns) { kept->pointers.push_back(one.out()); }
    array made;
    *made.out() = ArrowArray{.length = static_cast<std::int64_t>(size),
                             .null_count = 0,
                             .offset = 0,
                             .n_buffers = 1,
                             .n_children = static_cast<std::int64_t>(kept->columns.size()),
                             .buffers = &kept->no_nulls,
                             .children = kept->pointers.data(),
                             .dictionary = nullptr,
                             .release =
                                 [](ArrowArray* self) {
                                     delete static_cast<kept_batch*>(self->private_data);
                                     self->release = nullptr;
                                 },
                             .private_data = kept.get()};
    static_cast<void>(kept.release());
    return made;
}

} // namespace detail

/// The schema of columns that are being made.
[[nodiscard]] inline schema schema_of(const std::vector<column_writer>& columns) {
    std::vector<schema> described;
    for (const auto& one : columns) {
        described.push_back(detail::make_schema(one.name(), one.code(), one.nullable(), {}));
    }
    return detail::make_schema("", "+s", false, std::move(described));
}

/// A record batch of columns that are all as long as it.
[[nodiscard]] inline batch make_batch(std::vector<column_writer> columns, std::size_t size) {
    batch made{.schema = schema_of(columns), .array = {}};
    std::vector<array> arrays(columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i) { std::move(columns[i]).finish(arrays[i].out()); }
    made.array = detail::make_struct(size, std::move(arrays));
    return made;
}

namespace detail {
inline schema copy_of(const ArrowSchema& from) {
    std::vector<schema> columns;
    for (std::int64_t i = 0; i < from.n_children; ++i) { columns.push_back(copy_of(*from.children[i])); }
    return make_schema(from.name, from.format, (from.flags & ARROW_FLAG_NULLABLE) != 0, std::move(columns));
}

/// The functions of a stream that gives one batch and ends.
struct stream_of_one {
    static batch& kept(ArrowArrayStream* self) { return *static_cast<batch*>(self->private_data); }
    static int get_schema(ArrowArrayStream* self, ArrowSchema* out) {
        try {
            copy_of(*kept(self).schema).move_to(out);
            return 0;
        } catch (const std::bad_alloc&) { return ENOMEM; }
    }
    static int get_next(ArrowArrayStream* self, ArrowArray* out) {
        kept(self).array.move_to(out); // the second time, what ends a stream: nothing
        return 0;
    }
    static const char* get_last_error(ArrowArrayStream*) { return "out of memory"; }
    static void release(ArrowArrayStream* self) {
        delete &kept(self);
        self->release = nullptr;
    }
};
} // namespace detail

/// A stream of the one batch, written into `to`.
inline void export_stream(batch of, ArrowArrayStream* to) {
    using one = detail::stream_of_one;
    *to = ArrowArrayStream{.get_schema = one::get_schema,
                           .get_next = one::get_next,
                           .get_last_error = one::get_last_error,
                           .release = one::release,
                           .private_data = new batch(std::move(of))};
}

} // namespace dbsp::arrow
