/// sum: the total of an expression over the rows of a group.
#pragma once

#include <dbsp/aggregate/ordered_bag.hpp>
#include <dbsp/wiring/function.hpp>

#include <cstdint>
#include <optional>

namespace dbsp {

namespace detail {
/// `n * value` in an abelian group, by doubling.
template <abelian_group G, class W> [[nodiscard]] G multiple(const W& n, const G& value) {
    if constexpr (requires { G(n * value); }) {
        return G(n * value);
    } else {
        if (n < W{}) { return -multiple(-n, value); }
        G total{};
        G power = value;
        for (auto left = unchecked(n); left != 0; left /= 2, power = power + power) {
            if (left % 2 != 0) { total = total + power; }
        }
        return total;
    }
}

/// The exact accumulator of integers and of groups.
template <class V> struct sum_accumulator {
    using group = V;
    template <class W> static group scale(const V& value, const W& w) { return multiple(w, value); }
};
template <std::integral V> struct sum_accumulator<V> {
    using group = checked<std::int64_t>;
    template <class W> static group scale(V value, const W& w) { return group(value) * group(unchecked(w)); }
};

/// Total and number of the values that are not null: an element of a product of groups, so it can be updated.
template <class V, class W> struct exact_sum {
    typename sum_accumulator<V>::group total{};
    W present{};

    void add(const V& value, const W& w) {
        total = total + sum_accumulator<V>::scale(value, w);
        present = present + w;
    }
    [[nodiscard]] bool empty() const { return present == W{} && total == decltype(total){}; }
    static std::string form() { return "sum of " + serial_name<decltype(total)>(); }
    void save(byte_writer& out) const
        requires serializable<typename sum_accumulator<V>::group> && serializable<W> {
        write_value(out, total);
        write_value(out, present);
    }
    void load(byte_reader& in) {
        total = read_value<decltype(total)>(in);
        present = read_value<W>(in);
    }
    [[nodiscard]] auto value() const { return unchecked(total); }
};

/// Floating point is no group: `(a + b) - b` is not `a`.  So the values are kept, and added up in ascending order whenever a
/// result is asked for: the same bag gives the same bits.
template <class V, class W> struct ordered_sum {
    ordered_bag<V, W> values;
    W present{};
    W present_before{}; ///< while `open`

    void add(const V& value, const W& w) {
        values.add(value, w);
        present = present + w;
    }
    [[nodiscard]] bool empty() const { return values.empty(); }
    void open() {
        values.open();
        present_before = present;
    }
    void commit() noexcept { values.commit(); }
    void rollback() noexcept {
        values.rollback();
        present = present_before;
    }
    static std::string form() { return "sum of " + decltype(values)::form(); }
    void save(byte_writer& out) const
        requires serializable<V> && serializable<W> {
        values.save(out);
        write_value(out, present);
    }
    void load(byte_reader& in) {
        values.load(in);
        present = read_value<W>(in);
    }
    [[nodiscard]] state_size footprint() const { return values.footprint(); }
    [[nodiscard]] V value() const {
        values.require_bag("sum");
        V total{};
        for (const auto& [number, w] : values) { total += number * static_cast<V>(unchecked(w)); }
        return total;
    }
};

/// What the states of sum and avg have in common.
template <class V, class W> struct total_state {
    exact_sum<V, W> total;
    [[nodiscard]] bool empty() const { return total.empty(); }
    static std::string form() { return decltype(total)::form(); }
    void save(byte_writer& out) const
        requires writes_itself<decltype(total)> {
        total.save(out);
    }
    void load(byte_reader& in) { total.load(in); }
};
template <std::floating_point V, class W> struct total_state<V, W> {
    ordered_sum<V, W> total;
    [[nodiscard]] bool empty() const { return total.empty(); }
    void open() { total.open(); }
    void commit() noexcept { total.commit(); }
    void rollback() noexcept { total.rollback(); }
    static std::string form() { return decltype(total)::form(); }
    void save(byte_writer& out) const
        requires writes_itself<decltype(total)> {
        total.save(out);
    }
    void load(byte_reader& in) { total.load(in); }
    [[nodiscard]] state_size footprint() const { return total.footprint(); }
};

/// The sum of the values that are not null in a group.
template <class Fn, class T, class W> [[nodiscard]] auto sum_group(const Fn& fn, const zset<T, W>& group) {
    decltype(total_state<bare_argument_t<Fn, T>, W>::total) total;
    for (const auto& [row, w] : group) {
        if_present(fn(row), [&](const auto& value) { total.add(value, w); });
    }
    return total;
}
} // namespace detail

namespace agg {
/// `sum(f)(group) = sum of f(row) * weight`; nulls (empty optionals) are left out, and a group of nothing else gives null.
/// Integers add up in `std::int64_t`, exactly or with `overflow_error`; any `abelian_group` in itself: linear.  Floating
/// point is added in ascending order of the values: groupwise, O(n) per affected group.
template <class Fn> struct sum {
    using algebra = linear;
    static constexpr const char* name = "sum";

    Fn fn;

    template <class T, class W> [[nodiscard]] auto of(const zset<T, W>& group) const {
        return finish<T>(detail::sum_group(fn, group));
    }

    template <class T, class W> struct state : detail::total_state<detail::bare_argument_t<Fn, T>, W> {
        void add(const sum& agg, const T& row, const W& w) {
            detail::if_present(agg.fn(row), [&](const auto& value) { this->total.add(value, w); });
        }
        [[nodiscard]] auto result(const sum& agg) const { return agg.template finish<T>(this->total); }
    };

    template <class T, class Total> [[nodiscard]] auto finish(const Total& total) const {
        if constexpr (detail::optional_like<detail::argument_t<Fn, T>>) {
            using value = decltype(total.value());
            return total.present == decltype(total.present){} ? std::optional<value>()
                                                              : std::optional(total.value());
        } else {
            return total.value();
        }
    }
    [[nodiscard]] std::string label() const { return "sum(" + label_of(fn) + ")"; }
    [[nodiscard]] constexpr bool lacks_target() const { return detail::lacks_target(fn); }
};
} // namespace agg

template <class Fn> [[nodiscard]] auto sum(Fn fn) { return agg::sum<Fn>{std::move(fn)}; }

} // namespace dbsp
