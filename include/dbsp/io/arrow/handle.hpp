/// `schema`, `array`, `stream`: owners of the structures of the Arrow C data interface.
#pragma once

#include <dbsp/error.hpp>
#include <dbsp/io/arrow/c_data.hpp>

#include <string>
#include <utility>

namespace dbsp::arrow {

/// Columns that are not what they should be: a format that is not known, a missing column, a null or a number that does not fit.
struct error : dbsp::error {
    using dbsp::error::error;
};

/// Owns one structure and releases it.  Empty where nothing was put into it.
template <class Structure> class handle {
  public:
    handle() = default;
    /// Takes over what `from` refers to, which is left released, as the interface has it for moves.
    explicit handle(Structure* from) : own_(*from) { from->release = nullptr; }
    handle(const handle&) = delete;
    handle(handle&& other) noexcept : own_(std::exchange(other.own_, Structure{})) {}
    handle& operator=(const handle&) = delete;
    handle& operator=(handle&& other) noexcept {
        std::swap(own_, other.own_);
        return *this;
    }
    ~handle() {
        if (own_.release != nullptr) { own_.release(&own_); }
    }

    /// Where a producer writes to.
    [[nodiscard]] Structure* out() { return &own_; }
    [[nodiscard]] explicit operator bool() const { return own_.release != nullptr; }
    [[nodiscard]] const Structure& operator*() const { return own_; }
    [[nodiscard]] const Structure* operator->() const { return &own_; }
    /// Hands the structure over to a consumer.
    void move_to(Structure* to) { *to = std::exchange(own_, Structure{}); }

  private:
    Structure own_{};
};

using schema = handle<ArrowSchema>;
using array = handle<ArrowArray>;

/// A stream of record batches.  Errors: `error` with what the producer says.
class stream {
  public:
    explicit stream(ArrowArrayStream* from) : own_(from) {
        if (!own_) { throw error("arrow: the stream has been consumed before"); }
    }
    [[nodiscard]] arrow::schema schema() {
        arrow::schema read;
        check(own_->get_schema(own_.out(), read.out()));
        return read;
    }
    /// The next batch; an empty one at the end.
    [[nodiscard]] array next() {
        array read;
        check(own_->get_next(own_.out(), read.out()));
        return read;
    }

  private:
    void check(int status) {
        if (status == 0) { return; }
        auto const* text = own_->get_last_error(own_.out());
        throw error("arrow: the producer of the stream fails: " +
                    (text == nullptr ? "error " + std::to_string(status) : std::string(text)));
    }
    handle<ArrowArrayStream> own_;
};

} // namespace dbsp::arrow
