/// `aggregates`: the group function that computes a list of aggregates, chosen at run time.
#pragma once

#include "functions.hpp"

#include <dbsp/aggregate/avg.hpp>
#include <dbsp/aggregate/count.hpp>
#include <dbsp/aggregate/extremum.hpp>
#include <dbsp/aggregate/ordered_bag.hpp>
#include <dbsp/aggregate/sum.hpp>
#include <dbsp/detail/undo.hpp>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace pydbsp {

/// What is aggregated: a value of a row as a `T`, or none where it is None.
template <class T> struct argument_as {
    expression of;
    std::optional<T> operator()(const row& one) const {
        auto const v = of.evaluate(one);
        return v ? std::optional<T>(std::get<T>(*v)) : std::nullopt;
    }
};
struct argument {
    expression of;
    value operator()(const row& one) const { return of.evaluate(one); }
};
/// 1 where the value is not None: what COUNT of an expression adds up.
struct presence {
    expression of;
    std::int64_t operator()(const row& one) const { return of.evaluate(one) ? 1 : 0; }
};

/// Any function in Python of the rows of a group, which it gets in order, each as often as its weight says.
struct python_aggregate {
    static constexpr const char* name = "aggregate";
    python_function call;
    column result_column;

    [[nodiscard]] value of(const zset& group) const {
        std::map<row, weight, dbsp::value_less> const rows(group.begin(), group.end());
        return run(rows);
    }
    template <class T, class W> struct state {
        dbsp::detail::ordered_bag<T, W> rows;
        void add(const python_aggregate&, const T& one, const W& w) { rows.add(one, w); }
        [[nodiscard]] bool empty() const { return rows.empty(); }
        void open() { rows.open(); }
        void commit() noexcept { rows.commit(); }
        void rollback() noexcept { rows.rollback(); }
        [[nodiscard]] value result(const python_aggregate& fn) const {
            rows.require_bag(name);
            return fn.run(rows);
        }
    };

  private:
    template <class Rows> value run(const Rows& rows) const {
        nb::gil_scoped_acquire const lock;
        nb::list all;
        for (const auto& [one, w] : rows) {
            auto const shown = call.from().to_tuple(one);
            for (weight n = 0; n < w; n = n + 1) { all.append(shown); }
        }
        return to_value(result_column, call(all, nb::none()));
    }
};

/// One aggregate: its computation, and how it is printed.
struct aggregate {
    using computation =
        std::variant<dbsp::agg::count, dbsp::agg::sum<presence>, dbsp::agg::sum<argument_as<std::int64_t>>,
                     dbsp::agg::sum<argument_as<double>>, dbsp::agg::avg<argument_as<std::int64_t>>,
                     dbsp::agg::avg<argument_as<double>>, dbsp::agg::extremum<argument, dbsp::agg::smaller>,
                     dbsp::agg::extremum<argument, dbsp::agg::larger>, python_aggregate>;
    computation how;
    std::string label;
};

namespace detail {
/// A result of an aggregator as a value.
inline value as_value(std::int64_t n) { return present(std::in_place_type<std::int64_t>, n); }
inline value as_value(const std::optional<std::int64_t>& n) { return n ? as_value(*n) : value(); }
inline value as_value(const std::optional<double>& n) { return n ? value(present(*n)) : value(); }
inline value as_value(value v) { return v; }

/// The state of one aggregate in a group.
struct aggregate_state {
    aggregate_state() = default;
    aggregate_state(const aggregate_state&) = delete;
    aggregate_state& operator=(const aggregate_state&) = delete;
    virtual ~aggregate_state() = default;
    virtual void add(const row& one, const weight& w) = 0;
    [[nodiscard]] virtual bool empty() const = 0;
    [[nodiscard]] virtual value result() const = 0;
    virtual void open() = 0;
    virtual void commit() noexcept = 0;
    virtual void rollback() noexcept = 0;
};
template <class Agg> struct state_of final : aggregate_state {
    using inner = typename Agg::template state<row, weight>;
    const Agg* agg;
    inner state{};
    dbsp::detail::undo<inner> before{};

    explicit state_of(const Agg& a) : agg(&a) {}
    void add(const row& one, const weight& w) override { state.add(*agg, one, w); }
    [[nodiscard]] bool empty() const override { return state.empty(); }
    [[nodiscard]] value result() const override { return as_value(state.result(*agg)); }
    void open() override { before.open(state); }
    void commit() noexcept override { before.commit(state); }
    void rollback() noexcept override { before.rollback(state); }
};
} // namespace detail

/// The key of the group followed by the results.
struct aggregates {
    std::vector<aggregate> list;

    template <class, class> using output = row;

    template <class Out> void apply(const row& key, const zset& group, Out&& out) const {
        dbsp::detail::require_bag("aggregate", group);
        row made = key;
        for (const auto& one : list) {
            made.push_back(
                std::visit([&](const auto& agg) { return detail::as_value(agg.of(group)); }, one.how));
        }
        out(std::move(made), weight{1});
    }

    template <class, class> class state {
      public:
        void add(const aggregates& fn, const row& one, const weight& w) {
            start(fn);
            total_ = total_ + w;
            for (auto& part : parts_) { part->add(one, w); }
        }
        [[nodiscard]] bool empty() const {
            return total_ == weight{} &&
                   std::ranges::all_of(parts_, [](auto& part) { return part->empty(); });
        }
        void open() {
            if (!opened_) { before_ = total_; }
            opened_ = true;
            for (auto& part : parts_) { part->open(); }
        }
        void commit() noexcept {
            opened_ = false;
            for (auto& part : parts_) { part->commit(); }
        }
        void rollback() noexcept {
            if (opened_) { total_ = before_; }
            opened_ = false;
            for (auto& part : parts_) { part->rollback(); }
        }
        template <class Out> void emit(const aggregates&, const row& key, Out&& out) const {
            if (empty()) { return; }
            if (!(total_ > weight{})) {
                dbsp::detail::throw_negative("aggregate", "some row of key " + dbsp::to_text(key));
            }
            row made = key;
            for (const auto& part : parts_) { made.push_back(part->result()); }
            out(std::move(made), weight{1});
        }

      private:
        /// A state that is opened before it has rows makes its parts then, and opens them.
        void start(const aggregates& fn) {
            if (!parts_.empty() || fn.list.empty()) { return; }
            std::vector<std::unique_ptr<detail::aggregate_state>> made;
            for (const auto& one : fn.list) { made.push_back(make_part(one)); }
            if (opened_) {
                for (auto& part : made) { part->open(); }
            }
            parts_ = std::move(made);
        }
        static std::unique_ptr<detail::aggregate_state> make_part(const aggregate& one) {
            return std::visit(
                []<class Agg>(const Agg& agg) -> std::unique_ptr<detail::aggregate_state> {
                    return std::make_unique<detail::state_of<Agg>>(agg);
                },
                one.how);
        }
        weight total_{};
        weight before_{}; ///< while opened
        bool opened_ = false;
        std::vector<std::unique_ptr<detail::aggregate_state>> parts_;
    };

    [[nodiscard]] std::string label() const {
        std::string text;
        for (const auto& one : list) { text += (text.empty() ? "" : ", ") + one.label; }
        return text;
    }
};

} // namespace pydbsp
