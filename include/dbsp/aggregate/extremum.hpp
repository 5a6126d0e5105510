/// min and max: the smallest and the largest value of an expression over the rows of a group.
#pragma once

#include <dbsp/aggregate/ordered_bag.hpp>
#include <dbsp/wiring/function.hpp>

#include <optional>

namespace dbsp {

namespace agg {
/// The first value by `Before`, nulls left out; null for a group of nulls.  Groupwise: the state is the ordered bag of the
/// values, O(log n) a change, and losing the extremum costs no more than that.
template <class Fn, class Before> struct extremum {
    using algebra = groupwise;
    static constexpr const char* name = Before::name;

    Fn fn;

    template <class T, class W> [[nodiscard]] auto of(const zset<T, W>& group) const {
        std::optional<detail::bare_argument_t<Fn, T>> best;
        for (const auto& [row, w] : group) {
            detail::if_present(fn(row), [&](const auto& value) {
                if (!best || Before{}(value, *best)) { best = value; }
            });
        }
        return finish<T>(best);
    }

    template <class T, class W> struct state {
        detail::ordered_bag<detail::bare_argument_t<Fn, T>, W, Before> values;
        void add(const extremum& agg, const T& row, const W& w) {
            detail::if_present(agg.fn(row), [&](const auto& value) { values.add(value, w); });
        }
        [[nodiscard]] bool empty() const { return values.empty(); }
        void open() { values.open(); }
        void commit() noexcept { values.commit(); }
        void rollback() noexcept { values.rollback(); }
        static std::string form() { return decltype(values)::form(); }
        void save(byte_writer& out) const
            requires detail::writes_itself<decltype(values)> {
            values.save(out);
        }
        void load(byte_reader& in) { values.load(in); }
        [[nodiscard]] state_size footprint() const { return values.footprint(); }
        [[nodiscard]] auto result(const extremum& agg) const {
            values.require_bag(name);
            return agg.template finish<T>(values.empty() ? std::nullopt
                                                         : std::optional(values.begin()->first));
        }
    };

    template <class T, class V>
    [[nodiscard]] static detail::argument_t<Fn, T> finish(const std::optional<V>& best) {
        if constexpr (detail::optional_like<detail::argument_t<Fn, T>>) {
            return best;
        } else {
            return best.value();
        }
    }
    [[nodiscard]] std::string label() const { return std::string(name) + "(" + label_of(fn) + ")"; }
    [[nodiscard]] constexpr bool lacks_target() const { return detail::lacks_target(fn); }
};

struct smaller : value_less {
    static constexpr const char* name = "min";
};
struct larger {
    static constexpr const char* name = "max";
    template <class T> constexpr bool operator()(const T& a, const T& b) const { return compare(b, a) < 0; }
};
} // namespace agg

template <class Fn> [[nodiscard]] auto min(Fn fn) { return agg::extremum<Fn, agg::smaller>{std::move(fn)}; }
template <class Fn> [[nodiscard]] auto max(Fn fn) { return agg::extremum<Fn, agg::larger>{std::move(fn)}; }

} // namespace dbsp
