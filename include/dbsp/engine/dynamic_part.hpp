/// `dynamic_part`: a node of a running run-time circuit, behind an interface.
#pragma once

#include <dbsp/detail/recycle.hpp>
#include <dbsp/engine/meter.hpp>
#include <dbsp/engine/scope.hpp>

#include <cstdint>

namespace dbsp::detail {

/// One virtual call a moment.
template <class T, class W> struct dynamic_part {
    batch<T, W> result;
    std::uint64_t tick = 0;
    operator_meter* meter = nullptr;

    dynamic_part() = default;
    dynamic_part(const dynamic_part&) = delete;
    dynamic_part& operator=(const dynamic_part&) = delete;
    virtual ~dynamic_part() = default;
    virtual void run() = 0;

    const batch<T, W>& at(std::uint64_t now) {
        if (tick != now) {
            tick = now;
            recycle(result);
            if (meter == nullptr) {
                run();
            } else {
                metering const measured(*meter);
                run();
                meter->gives(result.size());
            }
        }
        return result;
    }
};

} // namespace dbsp::detail
