/// `group_look`: what a step knows of a group that it has touched inside fixpoints.
#pragma once

#include <dbsp/detail/recycle.hpp>
#include <dbsp/engine/history.hpp>

#include <cstdint>
#include <optional>
#include <utility>

namespace dbsp::detail {

/// Makes it zero; a Z-set keeps its memory.
template <class G> void make_zero(G& of) {
    if constexpr (any_zset<G>) {
        of.clear();
    } else {
        of = G{};
    }
}
/// `to + by` and `from - by`, in place.
template <class G> void add_to(G& to, const G& by) {
    if constexpr (any_zset<G>) {
        to += by;
    } else {
        to = std::move(to) + by;
    }
}
template <class G> void take_from(G& from, const G& by) {
    if constexpr (any_zset<G>) {
        from -= by;
    } else {
        from = std::move(from) - by;
    }
}

/// What a step adds to a history, and the sum of both up to some moment.  Nested, a sum has only a part of the moments before it.
template <class G, std::size_t D> class running_sum {
  public:
    [[nodiscard]] bool has_added() const { return !added_.empty(); }
    /// What changes at the present moment; `up_to` has not been asked for that yet.
    template <class Change> void change(history<G, D>& of, const moment<D>& now, Change&& by) {
        of.note(now, std::forward<Change>(by), added_);
    }
    const G& up_to(const moment<D>& now, const history<G, D>& changes) {
        make_zero(total_);
        for (const auto& one : changes) {
            if (precedes(one.since, now)) { one.add_to(total_); }
        }
        for (const auto& one : added_) {
            if (precedes(one.made.since, now)) { one.made.add_to(total_); }
        }
        return total_;
    }
    /// `ask(when)` for the moments at which a change at `now` meets another one.
    template <class Ask> void meet(const moment<D>& now, const history<G, D>& changes, Ask&& ask) const {
        auto const meet_one = [&](const moment<D>& since) {
            if (auto const when = lub(since, now); when != now) { ask(when); }
        };
        for (const auto& one : changes) { meet_one(one.since); }
        for (const auto& one : added_) { meet_one(one.made.since); }
    }
    void absorb_into(history<G, D>& changes) noexcept { changes.absorb(added_); }
    void forget() noexcept {
        recycle(added_);
        make_zero(total_);
    }

  private:
    added_changes<G, D> added_;
    G total_{};
};

/// In one fixpoint all moments are in one order, and those of a step are looked at in it.  So each change is added once.
template <class G> class running_sum<G, 1> {
  public:
    [[nodiscard]] bool has_added() const { return !added_.empty(); }
    template <class Change> void change(history<G, 1>& of, const moment<1>& now, Change&& by) {
        of.note(now, std::forward<Change>(by), added_);
    }
    const G& up_to(const moment<1>& now, const history<G, 1>& changes) {
        for (; next_ < changes.size() && changes[next_].since <= now; ++next_) {
            changes[next_].add_to(total_);
        }
        for (; next_added_ < added_.size(); ++next_added_) { added_[next_added_].made.add_to(total_); }
        return total_;
    }
    /// The first moment behind that of `up_to` at which the history has a change.
    [[nodiscard]] std::optional<moment<1>> next(const history<G, 1>& changes) const {
        if (next_ == changes.size()) { return std::nullopt; }
        return changes[next_].since;
    }
    void absorb_into(history<G, 1>& changes) noexcept { changes.absorb(added_); }
    void forget() noexcept {
        recycle(added_);
        make_zero(total_);
        next_ = 0;
        next_added_ = 0;
    }

  private:
    added_changes<G, 1> added_;
    G total_{};
    std::size_t next_ = 0;       ///< the first change of the history that is not in `total_`
    std::size_t next_added_ = 0; ///< the same of those of the step
};

/// What a step knows of a group that it has touched.
///
/// In one fixpoint a group is looked at again at the next moment of its history, and only as long as the step has changed its input up to
/// there: where changes have cancelled, such as when a row has come back in a later iteration, all is as it was before.
template <class In, class Out, std::size_t D> class group_look {
    static constexpr bool in_order = D == 1;
    struct unknown {};

  public:
    In pending{};           ///< the change of the input at the present moment that has not been taken yet
    std::uint64_t tick = 0; ///< the last run of the circuit that looks at it

    /// What is pending happens now.  Says whether something was.
    bool take_pending(history<In, D>& changes, const moment<D>& now) {
        if (pending == In{}) { return false; }
        if constexpr (in_order) { add_to(moved_, pending); }
        in.change(changes, now, std::as_const(pending));
        make_zero(pending);
        return true;
    }
    /// Whether the output may differ at a moment at which nothing arrives.
    [[nodiscard]] bool may_differ() const {
        if constexpr (in_order) {
            return !(moved_ == In{});
        } else {
            return true;
        }
    }
    /// `ask(when)` for the moments at which the output may differ, too; after `in.up_to(now)`.
    template <class Ask> void later(const moment<D>& now, const history<In, D>& changes, Ask&& ask) const {
        if constexpr (!in_order) {
            in.meet(now, changes, ask);
        } else if (may_differ()) {
            if (auto const next = in.next(changes)) { ask(*next); }
        }
    }
    /// Nothing is known of it any more.
    void forget() noexcept {
        make_zero(pending);
        if constexpr (in_order) { make_zero(moved_); }
        in.forget();
        out.forget();
        tick = 0;
    }

    running_sum<In, D> in;
    running_sum<Out, D> out;

  private:
    [[no_unique_address]] std::conditional_t<in_order, In, unknown>
        moved_{}; ///< by what the step has changed the input so far
};

} // namespace dbsp::detail
