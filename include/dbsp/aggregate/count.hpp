/// count: the number of rows of a group.
#pragma once

#include <dbsp/aggregate/aggregator.hpp>

namespace dbsp {

namespace agg {
/// `count(group) = sum of weights`, COUNT(*).  Linear.
struct count {
    using algebra = linear;
    static constexpr const char* name = "count";

    template <class T, class W> [[nodiscard]] auto of(const zset<T, W>& group) const {
        W total{};
        for (const auto& [row, w] : group) { total = total + w; }
        return detail::unchecked(total);
    }

    template <class T, class W> struct state {
        W total{};
        void add(const count&, const T&, const W& w) { total = total + w; }
        [[nodiscard]] bool empty() const { return total == W{}; }
        static std::string form() { return detail::serial_name<W>(); }
        void save(byte_writer& out) const
            requires serializable<W> {
            detail::write_value(out, total);
        }
        void load(byte_reader& in) { total = detail::read_value<W>(in); }
        [[nodiscard]] auto result(const count&) const { return detail::unchecked(total); }
    };
    [[nodiscard]] static std::string label() { return "count()"; }
};
} // namespace agg

/// COUNT(*): an `std::int64_t` unless the weights are of another type.
[[nodiscard]] inline auto count() { return agg::count{}; }

} // namespace dbsp
