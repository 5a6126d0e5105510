/// Joins in the engine: an index of each side, and every change looked up in the other one's.
#pragma once

#include <dbsp/engine/executor.hpp>
#include <dbsp/engine/horizon.hpp>
#include <dbsp/engine/state_table.hpp>
#include <dbsp/zset/staging.hpp>

#include <map>
#include <ranges>

namespace dbsp::detail {

/// Rows by key, each with its moments: the integral of one side of a join, arranged.
template <class K, class T, class W, std::size_t D> class arrangement final : public participant {
    using entry = std::conditional_t<D == 0, T, std::pair<T, std::array<std::uint32_t, D>>>;

  public:
    void add(const K& key, const T& row, const W& w, const moment<D>& since) {
        if (w == W{}) { return; }
        make_room(changes_);
        auto const place = groups_.touch(key, [](const K&, const auto&) { return nothing{}; });
        if constexpr (D == 0) {
            changes_.push_back({place, staging::add(groups_.value(place), row, w)});
        } else {
            changes_.push_back({place, staging::add(groups_.value(place), entry(row, since.at), w)});
        }
        emptied_ |= changes_.back().made.zero;
    }

    /// `use(row, weight, since)` for every entry of the key.
    template <class Use> void probe(const K& key, Use&& use) const {
        auto const* const found = groups_.find(key);
        if (found == nullptr) { return; }
        for (const auto& [one, w] : *found) {
            if (w == W{}) { continue; } // deleted in this step
            if constexpr (D == 0) {
                use(one, w, moment<D>{});
            } else {
                use(one.first, w, moment<D>{one.second});
            }
        }
    }

    /// What is left between steps.
    [[nodiscard]] auto& kept() { return groups_; }

    void commit() noexcept override {
        if (std::exchange(emptied_, false)) { erase_emptied(); }
        recycle(changes_);
        groups_.commit();
    }
    void rollback() noexcept override {
        for (const auto& one : changes_ | std::views::reverse) {
            staging::take_back(groups_.value(one.place), one.made);
        }
        emptied_ = false;
        recycle(changes_);
        groups_.rollback([](const auto&, nothing) {});
    }
    void set_aside() noexcept override { groups_.set_aside(); }
    void drop_aside() noexcept override { groups_.drop_aside(); }
    void put_back() noexcept override { groups_.put_back(); }

  private:
    struct change {
        std::uint32_t place;
        staging::change<W> made;
    };

    void erase_emptied() noexcept {
        for (const auto& [place, made] : changes_) {
            if (made.zero) { staging::purge(groups_.value(place), made.at); }
        }
        for (const auto& [place, made] : changes_) {
            if (made.zero && !groups_.is_erased(place) && groups_.value(place).empty()) {
                groups_.erase(place);
            }
        }
    }

    state_table<K, zset<entry, W>> groups_;
    std::vector<change> changes_; ///< of this step
    bool emptied_ = false;        ///< some entry has had the weight zero after a change
};

/// Changes that are due at a later moment of the same step.
template <class T, class W, std::size_t D> class agenda final : public participant {
  public:
    void add(scope<D>& where, const moment<D>& due, T row, const W& w) {
        auto [at, fresh] = due_.try_emplace(due);
        if (fresh) { where.schedule(due); }
        at->second.emplace_back(std::move(row), w);
    }
    batch<T, W> take(const moment<D>& now) {
        auto const found = due_.extract(now);
        return found ? std::move(found.mapped()) : batch<T, W>{};
    }
    void commit() noexcept override {}
    void rollback() noexcept override { due_.clear(); }

  private:
    std::map<moment<D>, batch<T, W>> due_;
};

/// What says when the keys of a join close: the function of its left side.
template <class Op> const auto& closing_part(const Op& op) {
    if constexpr (requires { op.on.left; }) {
        return op.on.left;
    } else {
        return op;
    }
}

/// `da |X| z^-1 I b + I a |X| db`: the changes of the left side are joined with the right side as it was before them, those of the right side with the left one including its changes.  Nested, "before" and "now" are about the order of arrival, and what a pair
/// contributes is due at the least upper bound of the two moments.
template <of_class<bilinear> Op, any_circuit A, any_circuit B, std::size_t D>
class executor<node<Op, A, B>, D> {
    using circuit = node<Op, A, B>;
    using left = typename A::value_type;
    using right = typename B::value_type;
    using value = typename circuit::value_type;
    using weight_type = typename circuit::weight_type;
    using key =
        std::remove_cvref_t<decltype(std::declval<const Op&>().template key<0>(std::declval<const left&>()))>;

    using horizon_type = horizon<std::remove_cvref_t<decltype(closing_part(std::declval<const Op&>()))>, key>;

  public:
    template <class Context>
    executor(const circuit& c, Context& context, scope<D>& where)
        : op_(c.op),
          scope_(&where),
          left_(get<0>(c.in), context, where),
          right_(get<1>(c.in), context, where) {
        context.keep(lefts_.kept());
        context.keep(rights_.kept());
        where.step->enroll(lefts_);
        where.step->enroll(rights_);
        if constexpr (D == 0 && horizon_type::moves) {
            closed_.enroll(context, [this](event_time until) {
                closed_.advance(until);
                auto const test = [this](const key& name) {
                    return closed_.is_closed(closing_part(op_), name);
                };
                lefts_.kept().erase_keys(test);
                rights_.kept().erase_keys(test);
            });
        }
    }

    template <class Out> void run(Out&& out) {
        auto& states = scope_->step->states;
        auto& failure = scope_->step->failure;
        states.enlist(lefts_);
        states.enlist(rights_);
        if constexpr (D > 0) {
            states.enlist(later_);
            for (auto& [row, w] : later_.take(scope_->now)) { out(std::move(row), w); }
        }
        left_.run([&](const left& row, const weight_type& w) {
            attribute(failure, op_, "left row", row, [&] { arrive_left(row, w, out); });
        });
        right_.run([&](const right& row, const weight_type& w) {
            attribute(failure, op_, "right row", row, [&] { arrive_right(row, w, out); });
        });
    }

  private:
    template <class Out> void arrive_left(const left& row, const weight_type& w, Out& out) {
        const auto& k = op_.template key<0>(row);
        if (!op_.joinable(k)) { return; }
        if constexpr (D > 0) { scope_->step->visits(1); }
        if constexpr (D == 0) { closed_.require_open(Op::name, closing_part(op_), k); }
        rights_.probe(k, [&](const right& other, const weight_type& v, const moment<D>& since) {
            pair(row, other, w * v, since, out);
        });
        lefts_.add(k, row, w, scope_->now);
    }
    template <class Out> void arrive_right(const right& row, const weight_type& w, Out& out) {
        const auto& k = op_.template key<1>(row);
        if (!op_.joinable(k)) { return; }
        if constexpr (D > 0) { scope_->step->visits(1); }
        if constexpr (D == 0) { closed_.require_open(Op::name, closing_part(op_), k); }
        lefts_.probe(k, [&](const left& other, const weight_type& v, const moment<D>& since) {
            pair(other, row, v * w, since, out);
        });
        rights_.add(k, row, w, scope_->now);
    }
    template <class Out>
    void pair(const left& a, const right& b, const weight_type& w, const moment<D>& since, Out& out) {
        if constexpr (D > 0) { scope_->step->visits(1); }
        auto const due = lub(scope_->now, since);
        if (D == 0 || due == scope_->now) {
            op_.pair(a, b, w, out);
        } else {
            op_.pair(a, b, w, [&](auto&& row, const weight_type& v) {
                later_.add(*scope_, due, std::forward<decltype(row)>(row), v);
            });
        }
    }

    [[no_unique_address]] Op op_;
    scope<D>* scope_;
    executor<A, D> left_;
    executor<B, D> right_;
    arrangement<key, left, weight_type, D> lefts_;
    arrangement<key, right, weight_type, D> rights_;
    agenda<value, weight_type, D> later_;
    [[no_unique_address]] horizon_type closed_;
};

} // namespace dbsp::detail
