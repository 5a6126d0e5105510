/// `timed_groups`: any function of a group, kept up inside fixpoints.
#pragma once

#include <dbsp/engine/scope.hpp>
#include <dbsp/engine/state_table.hpp>

#include <boost/unordered/unordered_flat_set.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <ranges>
#include <type_traits>
#include <utility>
#include <vector>

namespace dbsp::detail {

/// The changes of an element of the group `G`, each at its moment, in the order in which moments are run; no moment twice, none with zero.
/// Most have one: it is kept without an allocation.  What has been in it can be put in again without memory.
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
        if (when < first_.since) {
            make_room(more_);
            more_.insert(more_.begin(), std::exchange(first_, change{when, G{}}));
            return first_.by;
        }
        auto const place = std::ranges::lower_bound(more_, when, {}, &change::since);
        if (place != more_.end() && place->since == when) { return place->by; }
        return more_.insert(place, change{when, G{}})->by;
    }
    void tidy() {
        std::erase_if(more_, [](const change& one) { return one.by == G{}; });
        if (first_.by == G{} && !more_.empty()) {
            first_ = std::move(more_.front());
            more_.erase(more_.begin());
        }
    }
    template <class Use> void for_each(Use&& use) const {
        if (!(first_.by == G{})) { use(first_.since, first_.by); }
        for (const auto& one : more_) { use(one.since, one.by); }
    }
    /// `use(change)` for those behind one moment up to another; after `tidy`.
    template <class Use>
    void for_each_of(const std::optional<moment<D>>& behind, const moment<D>& end, Use&& use) const {
        if ((!behind || first_.since > *behind) && first_.since <= end && !(first_.by == G{})) {
            use(first_.by);
        }
        auto one = behind ? std::ranges::upper_bound(more_, *behind, {}, &change::since) : more_.begin();
        for (; one != more_.end() && one->since <= end; ++one) { use(one->by); }
    }
    /// The first moment behind `when` at which something has changed; after `tidy`.
    [[nodiscard]] std::optional<moment<D>> next_after(const moment<D>& when) const {
        if (empty()) { return std::nullopt; }
        if (first_.since > when) { return first_.since; }
        auto const next = std::ranges::upper_bound(more_, when, {}, &change::since);
        return next == more_.end() ? std::nullopt : std::optional(next->since);
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

/// `to + by`, in place.
template <class G> void add_to(G& to, const G& by) {
    if (to == G{}) {
        to = by;
    } else {
        to = std::move(to) + by;
    }
}
/// Makes it zero; a Z-set keeps its memory.
template <class G> void make_zero(G& of) {
    if constexpr (requires { of.clear(); }) {
        of.clear();
    } else {
        of = G{};
    }
}

/// The sum of a history up to one moment after the other, each of which is behind the one before: each change is added once.
template <class G> class running_sum {
  public:
    /// `scratch` is one for many sums: the first sum is made there, so that it is not moved as it grows.
    const G& up_to(const moment<1>& now, const history<G, 1>& changes, G& scratch) {
        if (at_) {
            changes.for_each_of(at_, now, [this](const G& by) { add_to(total_, by); });
        } else {
            make_zero(scratch);
            changes.for_each_of(at_, now, [&](const G& by) { scratch = std::move(scratch) + by; });
            total_ = scratch;
        }
        at_ = now;
        return total_;
    }
    /// A change at the present moment, behind `up_to`.
    void add(const G& by) { add_to(total_, by); }

  private:
    G total_{};
    std::optional<moment<1>> at_;
};

/// The sum of all that has happened up to `when` where fixpoints are nested.
template <class G, std::size_t D>
const G& sum_up_to(const moment<D>& when, const history<G, D>& changes, G& scratch) {
    make_zero(scratch);
    changes.for_each([&](const moment<D>& since, const G& by) {
        if (precedes(since, when)) { scratch = std::move(scratch) + by; }
    });
    return scratch;
}

/// What a step knows of a group that it has touched.
///
/// In one fixpoint all moments are in one order.  So a group is looked at again at the next moment of its history, and only as long as the
/// step has changed its input up to there: where changes have cancelled, such as when a row has come back in a later iteration, all is
/// as it was before.
template <class In, class Out, std::size_t D> class group_look {
  public:
    In pending{}; ///< the change of the input at the present moment that is not in its history yet

    void arrives(In change) {
        if (moved_ == In{}) {
            moved_ = std::move(change);
        } else {
            moved_ = std::move(moved_) + change;
        }
    }
    /// Whether the output may differ at a moment at which nothing arrives.
    [[nodiscard]] bool may_differ() const { return !(moved_ == In{}); }
    const In& input(const moment<1>& now, const history<In, 1>& changes, In& scratch) {
        return in_.up_to(now, changes, scratch);
    }
    const Out& output(const moment<1>& now, const history<Out, 1>& changes, Out& scratch) {
        return out_.up_to(now, changes, scratch);
    }
    void sent(const Out& change) { out_.add(change); }
    /// `ask(when)` for the moments at which the output may differ, too.
    template <class Ask> void later(const moment<1>& now, const history<In, 1>& changes, Ask&& ask) const {
        if (!may_differ()) { return; }
        if (auto const next = changes.next_after(now)) { ask(*next); }
    }

  private:
    In moved_{}; ///< by what the step has changed the input so far
    running_sum<In> in_;
    running_sum<Out> out_;
};

/// Nested, a moment has a part of those before it in its sum, and each look asks for the least upper bounds with all.
template <class In, class Out, std::size_t D>
    requires(D > 1)
class group_look<In, Out, D> {
  public:
    In pending{};

    void arrives(const In& /*change*/) {}
    [[nodiscard]] static bool may_differ() { return true; }
    const In& input(const moment<D>& now, const history<In, D>& changes, In& scratch) const {
        return sum_up_to(now, changes, scratch);
    }
    const Out& output(const moment<D>& now, const history<Out, D>& changes, Out& scratch) const {
        return sum_up_to(now, changes, scratch);
    }
    void sent(const Out& /*change*/) {}
    template <class Ask> void later(const moment<D>& now, const history<In, D>& changes, Ask&& ask) const {
        changes.for_each([&](const moment<D>& since, const In&) {
            if (auto const when = lub(since, now); when != now) { ask(when); }
        });
    }
};

/// What the changes of a step have replaced in the histories of groups, each with its place and its moment.
template <class G, std::size_t D> class history_journal {
    struct entry {
        std::uint32_t place;
        moment<D> since;
        G before;
    };

  public:
    /// The change at `when`, which is about to change; it is taken down.  Where this throws, nothing has changed.
    G& open(std::uint32_t place, history<G, D>& changes, const moment<D>& when) {
        make_room(entries_);
        auto& change = changes.at(when);
        entries_.push_back({place, when, change}); // a new one is zero, of which a copy takes no memory
        return change;
    }
    void commit() noexcept { recycle(entries_); }
    /// `of(place)`: the history.
    template <class Of> void rollback(Of&& of) noexcept {
        for (auto& one : entries_ | std::views::reverse) {
            history<G, D>& changes = of(one.place);
            changes.at(one.since) = std::move(one.before);
            changes.tidy();
        }
        recycle(entries_);
    }

  private:
    std::vector<entry> entries_;
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
        auto const place = groups_.touch(key, [](const K&, const group&) { return nothing{}; });
        if (looks_.size() <= place) { looks_.emplace_back(); }
        look_at(place);
        return looks_[place].pending;
    }

    /// `emit(key, change)` for every key whose output changes at the present moment.  `attempt(key, work)` does the work of a key.
    template <class F, class Emit, class Attempt> void settle(F&& f, Emit&& emit, Attempt&& attempt) {
        if (auto const due = due_.extract(scope_->now)) {
            for (auto const place : due.mapped()) { look_at(place); }
        }
        for (auto const place : touched_) {
            attempt(groups_.key(place), [&] { look_again(place, f, emit); });
        }
        recycle(touched_);
    }

    void commit() noexcept override {
        for (auto const place : emptied_) {
            if (!groups_.is_erased(place) && groups_.value(place).empty()) { groups_.erase(place); }
        }
        journal_in_.commit();
        journal_out_.commit();
        forget_step();
        groups_.commit();
    }
    void rollback() noexcept override {
        due_.clear();
        recycle(touched_);
        journal_in_.rollback([this](std::uint32_t place) -> auto& { return groups_.value(place).in; });
        journal_out_.rollback([this](std::uint32_t place) -> auto& { return groups_.value(place).out; });
        forget_step();
        groups_.rollback([](group&, nothing) {});
    }

  private:
    /// Places of groups.  Nested, many moments ask for the same one.
    using places =
        std::conditional_t<D == 1, std::vector<std::uint32_t>, boost::unordered_flat_set<std::uint32_t>>;

    void forget_step() noexcept {
        recycle(emptied_);
        recycle(looks_);
    }
    /// Has `settle` look at a group, once.
    void look_at(std::uint32_t place) {
        make_room(touched_);
        auto& tick = groups_.value(place).tick;
        if (std::exchange(tick, scope_->tick) != scope_->tick) { touched_.push_back(place); }
    }
    template <class F, class Emit> void look_again(std::uint32_t place, F& f, Emit& emit) {
        auto& known = groups_.value(place);
        bool const arrived = take_pending(place);
        if (!known.empty() && (arrived || looks_[place].may_differ())) {
            looks_[place].later(scope_->now, known.in, [&](const auto& when) { come_back(when, place); });
            answer(place, f, emit);
        }
        if (known.empty()) { emptied_.push_back(place); }
    }
    bool take_pending(std::uint32_t place) {
        auto& look = looks_[place];
        if (look.pending == In{}) { return false; }
        auto& known = groups_.value(place).in;
        auto change = std::exchange(look.pending, In{});
        add_to(journal_in_.open(place, known, scope_->now), change);
        known.tidy();
        look.arrives(std::move(change));
        return true;
    }
    template <class F, class Emit> void answer(std::uint32_t place, F& f, Emit& emit) {
        auto& known = groups_.value(place);
        auto& look = looks_[place];
        const auto& now = scope_->now;
        const K& key = groups_.key(place);
        Out const change =
            f(key, look.input(now, known.in, sum_of_in_)) - look.output(now, known.out, sum_of_out_);
        if (change == Out{}) { return; }
        add_to(journal_out_.open(place, known.out, now), change);
        known.out.tidy();
        look.sent(change);
        emit(key, change);
    }
    void come_back(const moment<D>& when, std::uint32_t place) {
        auto [at, fresh] = due_.try_emplace(when);
        if (fresh) { scope_->schedule(when); }
        at->second.insert(at->second.end(), place);
    }

    scope<D>* scope_;
    state_table<K, group> groups_;
    std::vector<std::uint32_t> touched_; ///< places of the groups that have changed at the present moment
    std::vector<std::uint32_t> emptied_; ///< places of those of which nothing was left at some moment
    std::vector<group_look<In, Out, D>> looks_; ///< at the groups that the step has touched, by their places
    history_journal<In, D> journal_in_;
    history_journal<Out, D> journal_out_;
    std::map<moment<D>, places> due_;
    In sum_of_in_{};
    Out sum_of_out_{};
};

} // namespace dbsp::detail
