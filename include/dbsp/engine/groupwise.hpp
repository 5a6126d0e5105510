/// Group-wise operators in the engine: a state for every group, and its rows before and after a step.
#pragma once

#include <dbsp/engine/executor.hpp>
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

/// Outside fixpoints: `f(group now) - f(group before)` for the groups that the step touches, each once.
template <of_class<groupwise> Op, any_circuit In> class executor<node<Op, In>, 0> {
    using circuit = node<Op, In>;
    using row_type = typename In::value_type;
    using value = typename circuit::value_type;
    using weight_type = typename circuit::weight_type;
    using key = typename Op::template key_type<row_type>;
    using state = typename decltype(Op::fn)::template state<row_type, weight_type>;

  public:
    executor(const circuit& c, engine_context& context, scope<0>& where)
        : op_(c.op), scope_(&where), in_(get<0>(c.in), context, where) {}

    template <class Out> void run(Out&& out) {
        recycle(touched_);
        recycle(before_);
        in_.run([&](const row_type& row, const weight_type& w) { arrive(row, w); });
        for (const auto& one : touched_) { answer(one, out); }
    }

  private:
    struct group {
        state rows;
        std::uint64_t tick = 0; ///< the last step that affected it
    };
    struct touched_group {
        key name;
        std::size_t first, last; ///< its rows before the step, in `before_`
    };

    void arrive(const row_type& row, const weight_type& w) {
        const auto& name = op_.key(row);
        auto& found = groups_.try_emplace(name).first->second;
        if (std::exchange(found.tick, scope_->tick) != scope_->tick) {
            auto const first = before_.size();
            collect(found, name, before_);
            touched_.emplace_back(name, first, before_.size());
        }
        found.rows.add(op_.fn, row, w);
    }

    template <class Out> void answer(const touched_group& one, Out& out) {
        after_.clear();
        auto const at = groups_.find(one.name);
        collect(at->second, one.name, after_);
        if (at->second.rows.empty()) { groups_.erase(at); }
        emit_difference<value, weight_type>(std::span(before_).subspan(one.first, one.last - one.first),
                                            after_, out);
    }

    void collect(const group& from, const key& name, batch<value, weight_type>& rows) const {
        from.rows.emit(op_.fn, name, [&](auto&& row, const weight_type& w) {
            rows.emplace_back(std::forward<decltype(row)>(row), w);
        });
    }

    [[no_unique_address]] Op op_;
    scope<0>* scope_;
    executor<In, 0> in_;
    boost::unordered_flat_map<key, group, value_hash, value_equal> groups_;
    std::vector<touched_group> touched_;
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
    executor(const circuit& c, engine_context& context, scope<D>& where)
        : op_(c.op), in_(get<0>(c.in), context, where), groups_(where) {}

    template <class Out> void run(Out&& out) {
        in_.run([&](const row_type& row, const weight_type& w) { groups_.touch(op_.key(row)).add(row, w); });
        groups_.settle([this](const key& name, const rows_in& rows) { return rows_of(name, rows); },
                       [&](const key&, const rows_out& change) {
                           for (const auto& [row, w] : change) { out(row, w); }
                       });
    }

  private:
    rows_out rows_of(const key& name, const rows_in& rows) const {
        rows_out result;
        if (!rows.empty()) {
            op_.fn.apply(name, rows, [&](auto&& row, const weight_type& w) {
                result.add(std::forward<decltype(row)>(row), w);
            });
        }
        return result;
    }

    [[no_unique_address]] Op op_;
    executor<In, D> in_;
    timed_groups<key, rows_in, rows_out, D> groups_;
};

} // namespace dbsp::detail
