/// `timed_input`: an input whose rows come about in the order of their time, and that refuses those which are too late.
#pragma once

#include <dbsp/value/print.hpp>
#include <dbsp/wiring/closing.hpp>
#include <dbsp/wiring/inputs.hpp>

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>

namespace dbsp {

/// What becomes of rows that are too late.
enum class late_rows : std::uint8_t {
    refuse, ///< `late_error`
    drop    ///< they are counted
};

/// Rows with a time, `time(row)`, that are pushed into an input.  No row comes more than `lateness` behind the newest one of the steps
/// before: so nothing before the `watermark` will change any more.
///
///     timed_input bids(running.input<bid>("bids"), [](const bid& b) { return get<"time">(b); }, 60);
///     bids.insert({1, 1000});
///     running.step(); // the watermark is 940
///     bids.insert({2, 900}); // late_error
///     if (bids.watermark()) { running.collect(*bids.watermark()); }
///
/// The watermark moves when a step has succeeded, so rows of one step are never too late for each other, and it never goes back.
/// Deletions are rows of their time, too.  Nothing else may be pushed into the input, which has to live as long.
template <class Row, class Time, class W = default_weight> class timed_input {
  public:
    timed_input(input<Row, W>& in, Time time, event_time lateness, late_rows late = late_rows::refuse)
        : in_(&in), time_(std::move(time)), lateness_(lateness), late_(late), steps_(in.steps()) {
        static_assert(std::integral<std::remove_cvref_t<std::invoke_result_t<const Time&, const Row&>>>,
                      "timed_input: the time of a row is an integer");
        if (detail::lacks_target(time_)) {
            throw circuit_error("timed_input: the time is empty; there is nothing to call");
        }
        if (lateness < 0) { throw circuit_error("timed_input: the lateness is negative"); }
    }

    /// Says whether the row was taken; one that is dropped is not.
    bool push(Row row, W w = W{1}) {
        settle();
        auto const at = static_cast<event_time>(time_(std::as_const(row)));
        if (watermark_ && at < *watermark_) {
            if (late_ == late_rows::refuse) { throw_late(row, at); }
            ++dropped_;
            return false;
        }
        in_->push(std::move(row), std::move(w));
        newest_ = newest_ ? std::max(*newest_, at) : at;
        return true;
    }
    bool insert(Row row) { return push(std::move(row), W{1}); }
    bool erase(Row row) { return push(std::move(row), -W{1}); }
    /// Takes back everything since the last step that succeeded.
    void withdraw() {
        settle();
        in_->withdraw();
        newest_.reset();
    }

    /// No row before this time is taken any more; nothing where no step has had rows.
    [[nodiscard]] std::optional<event_time> watermark() {
        settle();
        return watermark_;
    }
    /// How many rows were dropped.
    [[nodiscard]] std::uint64_t dropped() const { return dropped_; }

    /// For snapshots.
    void save(byte_writer& out) const {
        out.text(form());
        detail::write_value(out, state{in_->steps() == steps_ ? newest_ : std::nullopt,
                                       watermark_now(),
                                       {in_->steps(), dropped_}});
    }
    /// Gives a function that puts in what has been read, and does not throw.
    [[nodiscard]] auto load(byte_reader& in) {
        detail::require_form(form(), in.text());
        return [this, known = detail::read_value<state>(in)]() {
            newest_ = std::get<0>(known);
            watermark_ = std::get<1>(known);
            steps_ = std::get<2>(known).first;
            dropped_ = std::get<2>(known).second;
        };
    }

  private:
    using state = std::tuple<std::optional<event_time>, std::optional<event_time>,
                             std::pair<std::uint64_t, std::uint64_t>>;
    static std::string form() { return "timed_input of " + detail::serial_name<Row>(); }

    /// As of the last step that succeeded.
    [[nodiscard]] std::optional<event_time> watermark_now() const {
        if (in_->steps() == steps_ || !newest_) { return watermark_; }
        constexpr auto first = std::numeric_limits<event_time>::min();
        auto const next = *newest_ < first + lateness_ ? first : *newest_ - lateness_;
        return watermark_ ? std::max(*watermark_, next) : next;
    }
    void settle() {
        if (in_->steps() == steps_) { return; }
        watermark_ = watermark_now();
        steps_ = in_->steps();
        newest_.reset();
    }
    [[noreturn]] void throw_late(const Row& row, event_time at) const {
        throw late_error("timed_input: the row is too late: its time is " + std::to_string(at) +
                         ", but nothing before " + std::to_string(*watermark_) +
                         " is taken any more: " + to_text(row));
    }

    input<Row, W>* in_;
    Time time_;
    event_time lateness_;
    late_rows late_;
    std::uint64_t steps_;                 ///< of the input, when it was pushed into
    std::optional<event_time> newest_;    ///< of the rows since then
    std::optional<event_time> watermark_; ///< as of then
    std::uint64_t dropped_ = 0;
};

template <class Row, class W, class Time>
timed_input(input<Row, W>&, Time, event_time, late_rows = late_rows::refuse) -> timed_input<Row, Time, W>;

} // namespace dbsp
