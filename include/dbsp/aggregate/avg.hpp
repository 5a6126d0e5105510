/// avg: the mean of an expression over the rows of a group.
#pragma once

#include <dbsp/aggregate/sum.hpp>

namespace dbsp {

namespace agg {
/// `avg(f)(group) = sum(f) / number of values`, a `double`; nulls are left out, and a group of nothing else gives null.
/// Linear where `sum` is.
template <class Fn> struct avg {
    using algebra = linear;
    static constexpr const char* name = "avg";

    Fn fn;

    template <class T, class W> [[nodiscard]] auto of(const zset<T, W>& group) const {
        return finish<T>(detail::sum_group(fn, group));
    }

    template <class T, class W> struct state : detail::total_state<detail::bare_argument_t<Fn, T>, W> {
        void add(const avg& agg, const T& row, const W& w) {
            detail::if_present(agg.fn(row), [&](const auto& value) { this->total.add(value, w); });
        }
        [[nodiscard]] auto result(const avg& agg) const { return agg.template finish<T>(this->total); }
    };

    template <class T, class Total> [[nodiscard]] auto finish(const Total& total) const {
        auto const mean = [&] {
            return static_cast<double>(total.value()) / static_cast<double>(detail::unchecked(total.present));
        };
        if constexpr (detail::optional_like<detail::argument_t<Fn, T>>) {
            return total.present == decltype(total.present){} ? std::optional<double>()
                                                              : std::optional<double>(mean());
        } else {
            return mean();
        }
    }
    [[nodiscard]] std::string label() const { return "avg(" + label_of(fn) + ")"; }
    [[nodiscard]] constexpr bool lacks_target() const { return detail::lacks_target(fn); }
};
} // namespace agg

template <class Fn> [[nodiscard]] auto avg(Fn fn) { return agg::avg<Fn>{std::move(fn)}; }

} // namespace dbsp
