/// `operator_meter`: what a running operator costs.
#pragma once

#include <chrono>
#include <cstdint>
#include <utility>

namespace dbsp::detail {

/// The time that the operators inside of a running one have taken so far: one number for all meters of an engine.
using inner_time = std::chrono::nanoseconds;

/// The rows that an operator gives, and the time that it takes without its inputs: in the running step, and in all steps that have
/// succeeded.
class operator_meter {
  public:
    struct reading {
        std::uint64_t rows_out = 0;
        std::chrono::nanoseconds time{};
    };

    explicit operator_meter(inner_time& inside) : inside_(&inside) {}

    void gives(std::uint64_t rows) { step_.rows_out += rows; }
    void begin_step() noexcept { step_ = {}; }
    void end_step() noexcept {
        total_.rows_out += step_.rows_out;
        total_.time += step_.time;
    }
    [[nodiscard]] const reading& step() const { return step_; }
    [[nodiscard]] const reading& total() const { return total_; }

  private:
    friend class metering;
    inner_time* inside_;
    reading step_;
    reading total_;
};

/// Measures one run of an operator, as long as it lives.
class metering {
  public:
    explicit metering(operator_meter& meter)
        : meter_(&meter),
          before_(std::exchange(*meter.inside_, {})),
          began_(std::chrono::steady_clock::now()) {}
    metering(const metering&) = delete;
    metering& operator=(const metering&) = delete;
    ~metering() {
        auto const all = std::chrono::steady_clock::now() - began_;
        meter_->step_.time += all - *meter_->inside_;
        *meter_->inside_ = before_ + all;
    }

  private:
    operator_meter* meter_;
    std::chrono::nanoseconds before_;
    std::chrono::steady_clock::time_point began_;
};

} // namespace dbsp::detail
