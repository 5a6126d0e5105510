/// Group-wise operators in the engine: a state for every group, and its rows before and after a step.
#pragma once

#include <dbsp/engine/executor.hpp>
#include <dbsp/engine/horizon.hpp>
#include <dbsp/engine/look_ahead.hpp>
#include <dbsp/engine/state_table.hpp>
#include <dbsp/engine/timed_groups.hpp>

namespace dbsp::detail {

/// `after - before` as changes: nothing where both are the same row, as most often when they are single rows.
template <class T, class W, class Out>
void emit_difference(std::span<const std::pair<T, W>> before, std::span<const std::pair<T, W>> after,
                     Out& out) {
    if (before.size() <= 1 && after.size() <= 1) {
        if (before.size() == 1 && after.size() == 1 && before[0].second == after[0].second &&
            equal(before[0].first, after[0].first)) {
            return;
        }
        for (const auto& [row, w] : before) { out(row, -w); }
        for (const auto& [row, w] : after) { out(row, w); }
        return;
    }
    zset<T, W> difference(after.begin(), after.end());
    for (const auto& [row, w] : before) { difference.add(row, -w); }
    for (const auto& [row, w] : difference) { out(row, w); }
}

/// The state of each group outside fixpoints, with where its rows before the step stand in a list.
template <class K, class State> class group_table final : public participant {
    struct saved {
        std::size_t first = 0;
        std::size_t last = 0;
        undo<State> state;
    };

  public:
    /// The place of the group.  At its first touch in the step `collect(key, state)` appends its rows to `before`.
    template <class Rows, class Collect>
    std::uint32_t touch(const K& key, std::uint64_t hash, const Rows& before, Collect&& collect) {
        return groups_.touch(key, hash, [&](const K& known, State& state) {
            saved one;
            one.first = before.size();
            collect(known, std::as_const(state));
            one.last = before.size();
            one.state.open(state);
            return one;
        });
    }
    /// What is left between steps.
    [[nodiscard]] auto& kept() { return groups_; }

    [[nodiscard]] std::uint32_t touched() const { return groups_.touched(); }
    [[nodiscard]] const K& key(std::uint32_t place) const { return groups_.key(place); }
    [[nodiscard]] State& state(std::uint32_t place) { return groups_.value(place); }
    [[nodiscard]] auto rows_before(std::uint32_t place) {
        const auto& one = groups_.before(place);
        return std::pair(one.first, one.last - one.first);
    }

    void commit() noexcept override {
        for (std::uint32_t place = 0; place < groups_.touched(); ++place) {
            auto& state = groups_.value(place);
            groups_.before(place).state.commit(state);
            if (state.empty()) { groups_.erase(place); }
        }
        groups_.commit();
    }
    void rollback() noexcept override {
        groups_.rollback([](State& state, saved& before) { before.state.rollback(state); });
    }

  private:
    state_table<K, State, saved> groups_;
};

/// Outside fixpoints: `f(group now) - f(group before)` for the groups that the step touches, each once.
template <of_class<groupwise> Op, any_circuit In> class executor<node<Op, In>, 0> {
    using circuit = node<Op, In>;
    using row_type = typename In::value_type;
    using value = typename circuit::value_type;
    using weight_type = typename circuit::weight_type;
    using key = typename Op::template key_type<row_type>;
    using state = typename decltype(Op::fn)::template state<row_type, weight_type>;
    using horizon_type = horizon<std::remove_cvref_t<decltype(Op::key)>, key>;

  public:
    template <class Context>
    executor(const circuit& c, Context& context, scope<0>& where)
        : op_(c.op), step_(where.step), in_(get<0>(c.in), context, where) {
        context.keep(groups_.kept(), op_.fn);
        if constexpr (horizon_type::moves) {
            closed_.enroll(context, [this](event_time until) {
                closed_.advance(until);
                groups_.kept().erase_keys(
                    [this](const key& name) { return closed_.is_closed(op_.key, name); });
            });
        }
    }

    template <class Out> void run(Out&& out) {
        auto& failure = step_->failure;
        step_->states.enlist(groups_);
        recycle(before_);
        ahead_.run(in_, arriving{this});
        for (std::uint32_t place = 0; place < groups_.touched(); ++place) {
            attribute(failure, op_, "group", groups_.key(place), [&] { answer(place, out); });
        }
    }

  private:
    /// What is known of a row that waits.
    struct note : noted_key<decltype(std::declval<const Op&>().key(std::declval<const row_type&>()))> {
        std::uint64_t hash = 0; ///< of its key
    };
    /// See `look_ahead`.
    struct arriving {
        executor* of;

        void begin(const row_type& row, note& noted) const {
            attribution(row, [&] {
                noted.take_key(of->op_.key(row));
                noted.hash = hash_of<key>(noted.key());
            });
        }
        void fetch_slots(const note& noted) const { of->groups_.kept().fetch_slot(noted.hash); }
        void fetch_entries(const note& noted) const { of->groups_.kept().fetch_entry(noted.hash); }
        void fetch_rows(const row_type&, const note&) const {}
        void fetch_places(const note&) const {}
        [[nodiscard]] bool is_first_load() const {
            constexpr bool has_memory = !std::is_trivially_copyable_v<state>; // other states are near anyway
            return has_memory && of->groups_.kept().size() == 0;
        }
        void use(const row_type& row, const weight_type& w, const note& noted) const {
            attribution(row, [&] { of->arrive(row, w, noted); });
        }
        template <class Work> void attribution(const row_type& row, Work&& work) const {
            attribute(of->step_->failure, of->op_, "row", row, work);
        }
    };

    void arrive(const row_type& row, const weight_type& w, const note& noted) {
        const key& group = noted.key();
        closed_.require_open(Op::name, op_.key, group);
        auto const place =
            groups_.touch(group, noted.hash, before_,
                          [this](const key& name, const state& rows) { collect(rows, name, before_); });
        groups_.state(place).add(op_.fn, row, w);
    }

    template <class Out> void answer(std::uint32_t place, Out& out) {
        after_.clear();
        collect(groups_.state(place), groups_.key(place), after_);
        auto const [first, size] = groups_.rows_before(place);
        emit_difference<value, weight_type>(std::span(before_).subspan(first, size), after_, out);
    }

    void collect(const state& from, const key& name, batch<value, weight_type>& rows) const {
        from.emit(op_.fn, name, [&](auto&& row, const weight_type& w) {
            rows.emplace_back(std::forward<decltype(row)>(row), w);
        });
    }

    [[no_unique_address]] Op op_;
    step_environment* step_;
    executor<In, 0> in_;
    look_ahead<executor<In, 0>, row_type, weight_type, note> ahead_;
    group_table<key, state> groups_;
    [[no_unique_address]] horizon_type closed_;
    batch<value, weight_type> before_;
    batch<value, weight_type> after_;
};

/// Inside fixpoints each group has a history of Z-sets, and its rows are computed from the sum.
template <of_class<groupwise> Op, any_circuit In, std::size_t D>
    requires(D > 0)
class executor<node<Op, In>, D> {
    using circuit = node<Op, In>;
    using row_type = typename In::value_type;
    using weight_type = typename circuit::weight_type;
    using key = typename Op::template key_type<row_type>;
    using rows_in = zset<row_type, weight_type>;
    using rows_out = zset<typename circuit::value_type, weight_type>;

  public:
    template <class Context>
    executor(const circuit& c, Context& context, scope<D>& where)
        : op_(c.op), failure_(&where.step->failure), in_(get<0>(c.in), context, where), groups_(where) {
        context.keep(groups_.kept());
    }

    template <class Out> void run(Out&& out) {
        in_.run([&](const row_type& row, const weight_type& w) {
            attribute(*failure_, op_, "row", row, [&] { groups_.touch(op_.key(row)).add(row, w); });
        });
        groups_.settle(
            [this](const key& name, const rows_in& rows, rows_out& result) { apply(name, rows, result); },
            [&](const key&, const rows_out& change) {
                for (const auto& [row, w] : change) { out(row, w); }
            },
            [this](const key& name, auto&& work) { attribute(*failure_, op_, "group", name, work); });
    }

  private:
    void apply(const key& name, const rows_in& rows, rows_out& result) const {
        if (rows.empty()) { return; }
        op_.fn.apply(name, rows, [&](auto&& row, const weight_type& w) {
            result.add(std::forward<decltype(row)>(row), w);
        });
    }

    [[no_unique_address]] Op op_;
    failure_note* failure_;
    executor<In, D> in_;
    timed_groups<key, rows_in, rows_out, D> groups_;
};

} // namespace dbsp::detail
