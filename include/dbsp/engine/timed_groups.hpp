/// `timed_groups`: any function of a group, kept up inside fixpoints.
#pragma once

#include <dbsp/engine/scope.hpp>
#include <dbsp/engine/state_table.hpp>

#include <boost/unordered/unordered_flat_set.hpp>

#include <map>
#include <memory>

namespace dbsp::detail {

/// The changes of an element of the group `G`, each at its moment; no moment twice, none with zero.  Most have one: it is kept
/// without an allocation.
template <class G, std::size_t D> class history {
    struct change {
        moment<D> since;
        G by{};
    };

  public:
    /// The change at `when`, to be added to; call `tidy` afterwards.
    G& at(const moment<D>& when) {
        if (empty() || first_.since == when) {
            first_.since = when;
            return first_.by;
        }
        auto const found = std::ranges::find(more_, when, &change::since);
        return found != more_.end() ? found->by : more_.emplace_back(when).by;
    }
    void tidy() {
        std::erase_if(more_, [](const change& one) { return one.by == G{}; });
        if (first_.by == G{} && !more_.empty()) {
            first_ = std::move(more_.back());
            more_.pop_back();
        }
    }
    /// The sum of all that has happened up to `when`.
    [[nodiscard]] G sum(const moment<D>& when) const {
        G total{};
        for_each([&](const moment<D>& since, const G& by) {
            if (precedes(since, when)) { total = std::move(total) + by; }
        });
        return total;
    }
    template <class Use> void for_each(Use&& use) const {
        if (!(first_.by == G{})) { use(first_.since, first_.by); }
        for (const auto& one : more_) { use(one.since, one.by); }
    }
    /// After `tidy`.
    [[nodiscard]] bool empty() const { return first_.by == G{} && more_.empty(); }

  private:
    change first_;
    std::vector<change> more_;
};

/// The histories of one group.
template <class In, class Out, std::size_t D> struct timed_group {
    history<In, D> in;
    history<Out, D> out;
    std::uint64_t tick = 0; ///< the last run of the circuit that has it among `touched_`

    [[nodiscard]] bool empty() const { return in.empty() && out.empty(); }
};

/// For every key a history of its input, of type `In`, and of its output `Out = f(key, input)`.
///
/// Whenever the input of a key changes at some moment, the output is looked at again at that moment and at its least upper
/// bounds with all moments at which the input has changed before: only there can the output differ.
template <class K, class In, class Out, std::size_t D> class timed_groups final : public participant {
    using group = timed_group<In, Out, D>;

  public:
    explicit timed_groups(scope<D>& where) : scope_(&where) {}

    /// What is left between steps.
    [[nodiscard]] auto& kept() { return groups_; }

    /// The change of the input of `key` at the present moment, to be added to.  Valid until the next call.
    In& touch(const K& key) {
        scope_->step->states.enlist(*this);
        auto const place =
            groups_.touch(key, [](const K&, const group& known) { return std::make_unique<group>(known); });
        look_at(place);
        return groups_.value(place).in.at(scope_->now);
    }

    /// `out(key, change)` for every key whose output changes at the present moment.
    template <class F, class Emit> void settle(F&& f, Emit&& emit) {
        if (auto const due = due_.extract(scope_->now)) {
            for (auto const place : due.mapped()) { look_at(place); }
        }
        for (auto const place : touched_) { look_again(place, f, emit); }
        recycle(touched_);
    }

    void commit() noexcept override {
        for (auto const place : emptied_) {
            if (!groups_.is_erased(place) && groups_.value(place).empty()) { groups_.erase(place); }
        }
        recycle(emptied_);
        groups_.commit();
    }
    void rollback() noexcept override {
        due_.clear();
        recycle(touched_);
        recycle(emptied_);
        groups_.rollback([](group& known, std::unique_ptr<group>& before) { known = std::move(*before); });
    }

  private:
    /// Has `settle` look at a group, once.
    void look_at(std::uint32_t place) {
        make_room(touched_);
        auto& tick = groups_.value(place).tick;
        if (std::exchange(tick, scope_->tick) != scope_->tick) { touched_.push_back(place); }
    }
    template <class F, class Emit> void look_again(std::uint32_t place, F& f, Emit& emit) {
        auto& known = groups_.value(place);
        auto& in = known.in;
        auto& out = known.out;
        in.tidy();
        if (!known.empty()) {
            in.for_each(
                [&](const moment<D>& since, const In&) { come_back(lub(since, scope_->now), place); });
            const K& key = groups_.key(place);
            Out const change = f(key, in.sum(scope_->now)) - out.sum(scope_->now);
            if (!(change == Out{})) {
                auto& sent = out.at(scope_->now);
                sent = sent + change;
                out.tidy();
                emit(key, change);
            }
        }
        if (known.empty()) { emptied_.push_back(place); }
    }
    void come_back(const moment<D>& when, std::uint32_t place) {
        if (when == scope_->now) { return; }
        auto [at, fresh] = due_.try_emplace(when);
        if (fresh) { scope_->schedule(when); }
        at->second.insert(place);
    }

    scope<D>* scope_;
    state_table<K, group, std::unique_ptr<group>> groups_;
    std::vector<std::uint32_t> touched_; ///< places of the groups that have changed at the present moment
    std::vector<std::uint32_t> emptied_; ///< places of those of which nothing was left at some moment
    std::map<moment<D>, boost::unordered_flat_set<std::uint32_t>> due_;
};

} // namespace dbsp::detail
