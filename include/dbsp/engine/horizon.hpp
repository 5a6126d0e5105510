/// `horizon`: what an operator has forgotten, so that it refuses what would need it.
#pragma once

#include <dbsp/error.hpp>
#include <dbsp/value/print.hpp>
#include <dbsp/wiring/closing.hpp>

#include <algorithm>
#include <optional>
#include <string>

namespace dbsp::detail {

/// Of an operator whose keys never close.
template <class Fn, class K> class horizon {
  public:
    static constexpr bool moves = false;
    void require_open(const char* /*name*/, const Fn& /*of*/, const K& /*key*/) const {}
};

template <class Fn, class K>
    requires closes_keys<Fn, K>
class horizon<Fn, K> {
  public:
    static constexpr bool moves = true;

    /// Throws `late_error` where `key` has been collected.
    void require_open(const char* name, const Fn& of, const K& key) const {
        if (until_ && is_closed(of, key)) {
            throw late_error(std::string(name) + ": the key " + to_text(key) +
                             " has closed; its state was collected up to " + std::to_string(*until_));
        }
    }
    [[nodiscard]] bool is_closed(const Fn& of, const K& key) const {
        auto const at = closing_time(of, key);
        return at && until_ && *at <= *until_;
    }
    void advance(event_time until) { until_ = until_ ? std::max(*until_, until) : until; }
    /// `collect(until)` when the engine collects.
    template <class Context, class Collect> void enroll(Context& context, Collect collect) {
        context.keep(until_);
        context.collections.emplace_back(std::move(collect));
    }

  private:
    std::optional<event_time> until_;
};

} // namespace dbsp::detail
