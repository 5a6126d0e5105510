/// group_transform: the rows of each group, in order, through any function; what window functions are made of.
#pragma once

#include <dbsp/aggregate/ordered_bag.hpp>
#include <dbsp/operator/group_by.hpp>

#include <span>

namespace dbsp {

/// The group function of `group_transform`: `fn(key, rows)` with the rows in ascending order by `compare`, each as often as
/// its weight says; it gives a range of output rows.
template <class Fn> struct whole_group {
    Fn fn;

    template <class K, class T>
    using output = std::remove_cvref_t<std::ranges::range_value_t<
        std::remove_cvref_t<std::invoke_result_t<const Fn&, const K&, std::span<const T>>>>>;

    template <class K, class T, class W, class Out>
    void apply(const K& key, const zset<T, W>& group, Out&& out) const {
        detail::require_bag("group_transform", group);
        std::vector<std::pair<T, W>> sorted(group.begin(), group.end());
        std::ranges::sort(sorted, value_less{}, [](const auto& entry) -> const T& { return entry.first; });
        run(key, sorted, W{}, out);
    }

    template <class T, class W> class state {
      public:
        void add(const whole_group&, const T& row, const W& w) { rows_.add(row, w); }
        [[nodiscard]] bool empty() const { return rows_.empty(); }
        void open() { rows_.open(); }
        void commit() noexcept { rows_.commit(); }
        void rollback() noexcept { rows_.rollback(); }
        static std::string form() { return detail::ordered_bag<T, W>::form(); }
        void save(byte_writer& out) const
            requires detail::writes_itself<detail::ordered_bag<T, W>> {
            rows_.save(out);
        }
        void load(const whole_group&, byte_reader& in) { rows_.load(in); }
        [[nodiscard]] state_size footprint() const { return rows_.footprint(); }
        template <class K, class Out> void emit(const whole_group& function, const K& key, Out&& out) const {
            rows_.require_bag("group_transform");
            if (!empty()) { function.run(key, rows_, W{}, out); }
        }

      private:
        detail::ordered_bag<T, W> rows_;
    };

    template <class K, class Rows, class W, class Out>
    void run(const K& key, const Rows& sorted, W, Out&& out) const {
        std::vector<std::remove_cvref_t<decltype(sorted.begin()->first)>> rows;
        for (const auto& [row, w] : sorted) {
            for (W n{}; n < w; n = n + W{1}) { rows.push_back(row); }
        }
        for (auto&& row : fn(key, std::span(std::as_const(rows)))) {
            out(std::forward<decltype(row)>(row), W{1});
        }
    }
    [[nodiscard]] std::string label() const { return label_of(fn); }
    [[nodiscard]] constexpr bool lacks_target() const { return detail::lacks_target(fn); }
};

namespace op {
/// `group_transform(z) = sum over keys k of fn(k, the rows of k in order)`.  Groupwise; O(n) per affected group.
template <class Key, class Fn> struct group_transform : grouping<Key, Fn> {
    static constexpr const char* name = "group_transform";
};
} // namespace op

template <any_circuit In, class Key, class Fn>
[[nodiscard]] auto group_transform(grouped<In, Key> in, Fn fn) {
    return detail::connect_grouped<op::group_transform>(std::move(in), whole_group<Fn>{std::move(fn)});
}

template <class Fn> [[nodiscard]] auto group_transform(Fn fn) {
    return group_pipe{[=](auto in) { return dbsp::group_transform(std::move(in), fn); }};
}

} // namespace dbsp
