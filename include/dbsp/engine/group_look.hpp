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

/// The sum of a history, with what the step has added, up to some moment.  `first` is the size of the history before the step.  Nested, a sum has
/// only a part of the moments before it.
template <class G, std::size_t D> class running_sum {
  public:
    /// What changes at the present moment; `up_to` has not been asked for that yet.
    template <class Change>
    void change(history<G, D>& of, std::uint32_t first, const moment<D>& now, Change&& by) {
        of.note(now, std::forward<Change>(by), first, totals_);
    }
    const G& up_to(const moment<D>& now, const history<G, D>& changes, std::uint32_t /*first*/) {
        make_zero(total_);
        for (const auto& one : changes) {
            if (precedes(one.since, now)) { one.add_to(total_); }
        }
        return total_;
    }
    /// `ask(when)` for the moments at which a change at `now` meets another one.
    template <class Ask> void meet(const moment<D>& now, const history<G, D>& changes, Ask&& ask) const {
        for (const auto& one : changes) {
            if (auto const when = lub(one.since, now); when != now) { ask(when); }
        }
    }
    void absorb_into(history<G, D>& changes, std::uint32_t first) noexcept { changes.absorb(first, totals_); }
    void forget() noexcept {
        recycle(totals_);
        make_zero(total_);
    }

  private:
    known_totals<G, D> totals_;
    G total_{};
};

/// In one fixpoint all moments are in one order, and those of a step are looked at in it.  So each change is added once.
template <class G> class running_sum<G, 1> {
  public:
    template <class Change>
    void change(history<G, 1>& of, std::uint32_t first, const moment<1>& now, Change&& by) {
        of.note(now, std::forward<Change>(by), first, totals_);
    }
    const G& up_to(const moment<1>& now, const history<G, 1>& changes, std::uint32_t first) {
        for (; next_ < first && changes[next_].since <= now; ++next_) { changes[next_].add_to(total_); }
        for (; first + added_ < changes.size(); ++added_) { changes[first + added_].add_to(total_); }
        return total_;
    }
    /// The first moment behind that of `up_to` at which the history had a change before the step.
    [[nodiscard]] std::optional<moment<1>> next(const history<G, 1>& changes, std::uint32_t first) const {
        if (next_ == first) { return std::nullopt; }
        return changes[next_].since;
    }
    void absorb_into(history<G, 1>& changes, std::uint32_t first) noexcept { changes.absorb(first, totals_); }
    void forget() noexcept {
        recycle(totals_);
        make_zero(total_);
        next_ = 0;
        added_ = 0;
    }

  private:
    known_totals<G, 1> totals_;
    G total_{};
    std::uint32_t next_ = 0;  ///< the first change of before the step that is not in `total_`
    std::uint32_t added_ = 0; ///< how many of those of the step are
};

/// The histories of one group.
template <class In, class Out, std::size_t D> struct timed_group {
    history<In, D> in;
    history<Out, D> out;

    [[nodiscard]] bool empty() const { return in.empty() && out.empty(); }
};

/// Their sizes before a step.
struct sizes_before {
    std::uint32_t in = 0;
    std::uint32_t out = 0;
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
    bool take_pending(history<In, D>& changes, std::uint32_t first, const moment<D>& now) {
        if (pending == In{}) { return false; }
        if constexpr (in_order) { add_to(moved_, pending); }
        in.change(changes, first, now, std::as_const(pending));
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
    template <class Ask>
    void later(const moment<D>& now, const history<In, D>& changes, std::uint32_t first, Ask&& ask) const {
        if constexpr (!in_order) {
            in.meet(now, changes, ask);
        } else if (may_differ()) {
            if (auto const next = in.next(changes, first)) { ask(*next); }
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
