/// top_k: the first k rows of each group in some order.
#pragma once

#include <dbsp/aggregate/ordered_bag.hpp>
#include <dbsp/operator/group_by.hpp>

#include <optional>

namespace dbsp {

/// The group function of `top_k`.  `Before(a, b)` orders the rows; ties are broken by `compare`, so that the result is a
/// function of the bag.  A row of weight w fills w places.
template <class Before> struct first_rows {
    std::size_t offset;
    std::size_t limit;
    Before before;

    template <class K, class T> using output = T;

    struct order {
        Before before;
        template <class T> bool operator()(const T& a, const T& b) const {
            if (before(a, b)) { return true; }
            return !before(b, a) && compare(a, b) < 0;
        }
    };

    template <class K, class T, class W, class Out>
    void apply(const K&, const zset<T, W>& group, Out&& out) const {
        detail::require_bag("top_k", group);
        std::vector<T> rows;
        for (const auto& [row, w] : group) { rows.insert(rows.end(), std::min(places(w), needed()), row); }
        std::ranges::stable_sort(rows, order{before});
        for (std::size_t at = offset; at < rows.size() && at - offset < limit; ++at) { out(rows[at], W{1}); }
    }

    template <class T, class W> class state {
      public:
        void add(const first_rows& fn, const T& row, const W& w) {
            if (!rows_) { rows_.emplace(order{fn.before}); }
            rows_->add(row, w);
        }
        [[nodiscard]] bool empty() const { return !rows_ || rows_->empty(); }
        void open() {
            if (rows_) { rows_->open(); }
        }
        void commit() noexcept {
            if (rows_) { rows_->commit(); }
        }
        void rollback() noexcept {
            if (rows_) { rows_->rollback(); }
        }

        static std::string form() { return detail::ordered_bag<T, W, order>::form(); }
        void save(byte_writer& out) const
            requires detail::writes_itself<detail::ordered_bag<T, W, order>> {
            if (rows_) {
                rows_->save(out);
            } else {
                out.count(0);
            }
        }
        void load(const first_rows& fn, byte_reader& in) {
            rows_.emplace(order{fn.before});
            rows_->load(in);
        }
        [[nodiscard]] state_size footprint() const { return rows_ ? rows_->footprint() : state_size(); }

        /// Visits `offset + limit` places at most.
        template <class K, class Out> void emit(const first_rows& fn, const K&, Out&& out) const {
            if (!rows_) { return; }
            rows_->require_bag("top_k");
            auto skip = fn.offset;
            auto left = fn.limit;
            for (const auto& [row, w] : *rows_) {
                if (left == 0) { return; }
                auto const skipped = std::min(skip, places(w));
                auto const taken = std::min(left, places(w) - skipped);
                skip -= skipped;
                left -= taken;
                if (taken > 0) { out(row, W(taken)); }
            }
        }

      private:
        std::optional<detail::ordered_bag<T, W, order>> rows_;
    };

    /// How many places a row of weight `w > 0` fills, and how many rows can matter; both may be "all".
    template <class W> [[nodiscard]] static std::size_t places(const W& w) {
        return static_cast<std::size_t>(detail::unchecked(w));
    }
    [[nodiscard]] std::size_t needed() const { return limit + std::min(offset, std::size_t(-1) - limit); }

    [[nodiscard]] std::string label() const {
        return "limit " + std::to_string(limit) + (offset == 0 ? "" : " offset " + std::to_string(offset)) +
               " order by " + label_of(before);
    }
    [[nodiscard]] constexpr bool lacks_target() const { return detail::lacks_target(before); }
};

namespace op {
/// `top_k(z) =` for each key the rows at places `offset + 1 .. offset + limit` of its group by `before`.  Groupwise; a change
/// costs O(log n), an affected group O(offset + limit).
template <class Key, class Fn> struct top_k : grouping<Key, Fn> {
    static constexpr const char* name = "top_k";
};
} // namespace op

namespace detail {
template <class Before, class Given> struct no_order {
    static constexpr std::string text() {
        return "top_k: the order of type " + in_quotes<Before>() + " gives a " + in_quotes<Given>() +
               ", not a 'bool': true where its first row comes before its second";
    }
};

/// `Before` orders rows `Row`.  What merely converts to `bool` does not: a three-way result, or a comparison that may be unknown.
template <class Before, class Row> consteval bool check_order() {
    constexpr bool callable = std::invocable<const Before&, const Row&, const Row&>;
    require<callable, not_callable_with_pair<"top_k", "order", Before, Row, Row>>();
    if constexpr (callable) {
        using given = std::remove_cvref_t<std::invoke_result_t<const Before&, const Row&, const Row&>>;
        require<std::same_as<given, bool>, no_order<Before, given>>();
        return std::same_as<given, bool>;
    } else {
        return false;
    }
}
} // namespace detail

/// `top_k(group_by(orders, region), 3, by_amount)`: the three first rows of each region.
template <any_circuit In, class Key, class Before = value_less>
[[nodiscard]] auto top_k(grouped<In, Key> in, std::size_t limit, Before before = {}, std::size_t offset = 0) {
    if constexpr (detail::check_order<Before, typename In::value_type>()) {
        return detail::connect_grouped<op::top_k>(std::move(in),
                                                  first_rows<Before>{offset, limit, std::move(before)});
    }
}

template <class Before = value_less>
[[nodiscard]] auto top_k(std::size_t limit, Before before = {}, std::size_t offset = 0) {
    return group_pipe{[=](auto in) { return dbsp::top_k(std::move(in), limit, before, offset); }};
}

} // namespace dbsp
