/// aggregate: one row for each group, computed from its rows.
#pragma once

#include <dbsp/aggregate/named.hpp>
#include <dbsp/aggregate/saved_state.hpp>
#include <dbsp/detail/undo.hpp>
#include <dbsp/operator/group_by.hpp>
#include <dbsp/row/concat.hpp>

#include <memory>
#include <tuple>

namespace dbsp {

namespace detail {
/// The states of several aggregates in one group.
template <class W, class... Part> struct kept_parts {
    W total{};
    std::tuple<Part...> parts;

    static std::string form() {
        std::string text = serial_name<W>();
        ((text += ", " + form_of_state<Part>()), ...);
        return text;
    }
    void save(byte_writer& out) const
        requires serializable<W> && (savable<Part> && ...) {
        write_value(out, total);
        std::apply([&](const Part&... part) { (save_state(out, part), ...); }, parts);
    }
    [[nodiscard]] state_size footprint() const {
        return std::apply([](const Part&... part) { return (state_size() + ... + footprint_of(part)); },
                          parts);
    }
    /// Of any aggregation.
    template <class Function> void load(const Function&, byte_reader& in) {
        total = read_value<W>(in);
        std::apply([&](Part&... part) { (load_state(in, part), ...); }, parts);
    }
};

template <class W, class... Part> struct aggregate_parts : kept_parts<W, Part...> {};

/// The same where some of them keep journals: the others are copied meanwhile.
template <class W, class... Part>
    requires(journalled<Part> || ...)
struct aggregate_parts<W, Part...> : kept_parts<W, Part...> {
    using kept_parts<W, Part...>::total;
    using kept_parts<W, Part...>::parts;

    void open() {
        if (!before_) { before_ = std::make_unique<saved>(); }
        before_->total = total;
        each([](auto& part, auto& undo) { undo.open(part); });
    }
    void commit() noexcept {
        if (!before_) { return; }
        each([](auto& part, auto& undo) noexcept { undo.commit(part); });
        before_.reset();
    }
    void rollback() noexcept {
        if (!before_) { return; }
        total = before_->total;
        each([](auto& part, auto& undo) noexcept { undo.rollback(part); });
        before_.reset();
    }

  private:
    struct saved {
        W total{};
        std::tuple<undo<Part>...> parts;
    };
    template <class Use> void each(Use use) {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (use(std::get<I>(parts), std::get<I>(before_->parts)), ...);
        }(std::index_sequence_for<Part...>{});
    }
    std::unique_ptr<saved> before_;
};
} // namespace detail

/// The default row of a group: where the key is a record, its columns and one for each aggregate, called as the
/// aggregate (`sum`) or what `as` says; else `std::pair<key, result>`, with a tuple when there are several results.
template <class... Agg> struct default_group_row {
    template <named_row K, class... R> auto operator()(const K& key, R&&... result) const {
        return concat(key, record<field<detail::aggregate_name<Agg>, std::remove_cvref_t<R>>...>(
                               std::forward<R>(result)...));
    }
    template <class K, class R>
        requires(!named_row<K>)
    auto operator()(const K& key, R&& result) const {
        return std::pair<K, std::remove_cvref_t<R>>(key, std::forward<R>(result));
    }
    template <class K, class R, class... More>
        requires(!named_row<K> && sizeof...(More) > 0)
    auto operator()(const K& key, R&& result, More&&... more) const {
        return std::pair(key, std::tuple(std::forward<R>(result), std::forward<More>(more)...));
    }
};

/// The group function of `aggregate`: some aggregators and how their results become a row.
template <class Row, class... Agg> struct aggregation {
    Row row;
    std::tuple<Agg...> aggregators;

    template <class K, class T>
    using output =
        std::remove_cvref_t<std::invoke_result_t<const Row&, const K&, aggregate_result_t<Agg, T>...>>;

    template <class K, class T, class W, class Out>
    void apply(const K& key, const zset<T, W>& group, Out&& out) const {
        detail::require_bag("aggregate", group);
        std::apply([&](const Agg&... agg) { out(row(key, agg.of(group)...), W{1}); }, aggregators);
    }

    template <class T, class W>
    struct state : detail::aggregate_parts<W, typename Agg::template state<T, W>...> {
        void add(const aggregation& fn, const T& value, const W& w) {
            this->total = this->total + w;
            [&]<std::size_t... I>(std::index_sequence<I...>) {
                (std::get<I>(this->parts).add(std::get<I>(fn.aggregators), value, w), ...);
            }(std::index_sequence_for<Agg...>{});
        }
        /// Nothing is left.  Linear aggregates do not keep the rows, so this is said by their number and by the states.
        [[nodiscard]] bool empty() const {
            return this->total == W{} &&
                   std::apply([](const auto&... part) { return (part.empty() && ...); }, this->parts);
        }

        template <class K, class Out> void emit(const aggregation& fn, const K& key, Out&& out) const {
            if (empty()) { return; }
            if (!(this->total > W{})) {
                detail::throw_negative("aggregate", "some row of key " + to_text(key));
            }
            [&]<std::size_t... I>(std::index_sequence<I...>) {
                out(fn.row(key, std::get<I>(this->parts).result(std::get<I>(fn.aggregators))...), W{1});
            }(std::index_sequence_for<Agg...>{});
        }
    };

    [[nodiscard]] std::string label() const {
        std::string text;
        std::apply([&](const Agg&... agg) { ((text += (text.empty() ? "" : ", ") + label_of(agg)), ...); },
                   aggregators);
        return text;
    }
    [[nodiscard]] constexpr bool lacks_target() const {
        return detail::lacks_target(row) ||
               std::apply([](const Agg&... agg) { return (detail::lacks_target(agg) || ...); }, aggregators);
    }
};

namespace op {
/// `aggregate(z) = {row(k, agg_1(group), agg_2(group), ...): 1 for each key k with a non-empty group}`.  Groupwise; with
/// linear aggregators O(1) a change, with min and max O(log n), with a fold O(n) per affected group.
template <class Key, class Fn> struct aggregate : grouping<Key, Fn> {
    static constexpr const char* name = "aggregate";
};
} // namespace op

namespace detail {
/// What an aggregate is taken of can be computed from a row.
template <class Agg, any_circuit In> consteval bool check_argument() {
    if constexpr (requires { &Agg::fn; }) {
        using argument = decltype(Agg::fn);
        constexpr bool callable = std::invocable<const argument&, const typename In::value_type&>;
        require<callable, not_callable<fixed_name<Agg>, argument, typename In::value_type>>();
        return callable;
    } else {
        return true;
    }
}
} // namespace detail

/// `aggregate(group_by(orders, key), sum(f), count())`.
template <any_circuit In, class Key, class... Agg>
    requires(sizeof...(Agg) > 0)
[[nodiscard]] auto aggregate(grouped<In, Key> in, Agg... aggregators) {
    if constexpr ((detail::check_argument<Agg, In>() && ...)) {
        using fn = aggregation<default_group_row<Agg...>, Agg...>;
        return detail::connect_grouped<op::aggregate>(std::move(in), fn{{}, {std::move(aggregators)...}});
    }
}

/// The same with a function `row(key, result...)` that makes the output row.
template <any_circuit In, class Key, class Row, class... Agg>
[[nodiscard]] auto aggregate_as(grouped<In, Key> in, Row row, Agg... aggregators) {
    if constexpr ((detail::check_argument<Agg, In>() && ...)) {
        using fn = aggregation<Row, Agg...>;
        return detail::connect_grouped<op::aggregate>(std::move(in),
                                                      fn{std::move(row), {std::move(aggregators)...}});
    }
}

/// `orders | group_by(key) | aggregate(sum(f), count())`.
template <class... Agg> [[nodiscard]] auto aggregate(Agg... aggregators) {
    return group_pipe{[=](auto in) { return dbsp::aggregate(std::move(in), aggregators...); }};
}

template <class Row, class... Agg> [[nodiscard]] auto aggregate_as(Row row, Agg... aggregators) {
    return group_pipe{[=](auto in) { return dbsp::aggregate_as(std::move(in), row, aggregators...); }};
}

} // namespace dbsp
