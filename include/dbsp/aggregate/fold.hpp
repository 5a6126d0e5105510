/// fold: any function of the rows of a group.
#pragma once

#include <dbsp/aggregate/ordered_bag.hpp>
#include <dbsp/wiring/function.hpp>

#include <map>

namespace dbsp {

namespace agg {
/// `finish(step(... step(init, row, weight) ...))` over the rows of the group in ascending order, so that the result is a
/// function of the bag.  Groupwise: the state is the ordered group; O(n) per affected group.
template <class Init, class Step, class Finish> struct fold {
    using algebra = groupwise;
    static constexpr const char* name = "fold";

    Init init;
    Step step;
    Finish finish;

    template <class T, class W> [[nodiscard]] auto of(const zset<T, W>& group) const {
        return run(std::map<T, W, value_less>(group.begin(), group.end()));
    }

    template <class T, class W> struct state {
        detail::ordered_bag<T, W> rows;
        void add(const fold&, const T& row, const W& w) { rows.add(row, w); }
        [[nodiscard]] bool empty() const { return rows.empty(); }
        void open() { rows.open(); }
        void commit() noexcept { rows.commit(); }
        void rollback() noexcept { rows.rollback(); }
        static std::string form() { return decltype(rows)::form(); }
        void save(byte_writer& out) const
            requires detail::writes_itself<decltype(rows)> {
            rows.save(out);
        }
        void load(byte_reader& in) { rows.load(in); }
        [[nodiscard]] state_size footprint() const { return rows.footprint(); }
        [[nodiscard]] auto result(const fold& agg) const {
            rows.require_bag(name);
            return agg.run(rows);
        }
    };

    [[nodiscard]] static std::string label() { return name; }
    [[nodiscard]] constexpr bool lacks_target() const {
        return detail::lacks_target(step) || detail::lacks_target(finish);
    }
    template <class Rows> [[nodiscard]] auto run(const Rows& rows) const {
        Init accumulator = init;
        for (const auto& [row, w] : rows) {
            accumulator = step(std::move(accumulator), row, detail::unchecked(w));
        }
        return finish(std::move(accumulator));
    }
};
} // namespace agg

/// `step(accumulator, row, weight) -> accumulator`, with the weight as a plain integer.
template <class Init, class Step, class Finish = std::identity>
[[nodiscard]] auto fold(Init init, Step step, Finish finish = {}) {
    return agg::fold<Init, Step, Finish>{std::move(init), std::move(step), std::move(finish)};
}

} // namespace dbsp
