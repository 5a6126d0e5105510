/// `timed_groups`: any function of a group, kept up inside fixpoints.
#pragma once

#include <dbsp/engine/group_look.hpp>
#include <dbsp/engine/scope.hpp>
#include <dbsp/engine/state_table.hpp>

#include <boost/unordered/unordered_flat_set.hpp>

#include <algorithm>
#include <map>
#include <ranges>
#include <type_traits>
#include <utility>
#include <vector>

namespace dbsp::detail {

/// For every key a history of its input, of type `In`, and of its output `Out = f(key, input)`.
///
/// Whenever the input of a key changes at some moment, the output is looked at again at that moment and at its least upper
/// bounds with all moments at which the input has changed before: only there can the output differ.
template <class K, class In, class Out, std::size_t D> class timed_groups final : public participant {
    using group = timed_group<In, Out, D>;

  public:
    explicit timed_groups(scope<D>& where) : scope_(&where) { where.step->enroll(*this); }

    /// What is left between steps.
    [[nodiscard]] auto& kept() { return groups_; }

    /// The change of the input of `key` at the present moment, to be added to.  Valid until the next call.
    In& touch(const K& key) {
        auto& step = *scope_->step;
        step.states.enlist(*this);
        step.visits(1);
        auto const place = groups_.touch(key, [](const K&, const group& known) {
            return sizes_before{known.in.size(), known.out.size()};
        });
        if (looks_.size() <= place) { looks_.emplace_back(); }
        auto& look = looks_[place];
        look_at(place, look);
        return look.pending;
    }

    /// `f(key, input, result)` makes `result`, which is zero, the output of a key.  `emit(key, change)` for every key whose output changes at
    /// the present moment.  `attempt(key, work)` does the work of a key.
    template <class F, class Emit, class Attempt> void settle(F&& f, Emit&& emit, Attempt&& attempt) {
        if (!due_.empty()) {
            if (auto const due = due_.extract(scope_->now)) {
                for (auto const place : due.mapped()) { look_at(place, looks_[place]); }
            }
        }
        for (std::size_t i = 0; i < touched_.size(); ++i) {
            if (i + ahead < touched_.size()) { fetch(touched_[i + ahead]); }
            auto const place = touched_[i];
            attempt(groups_.key(place), [&] { look_again(place, f, emit); });
        }
        recycle(touched_);
    }

    void commit() noexcept override {
        for (std::uint32_t place = 0; place < groups_.touched(); ++place) {
            auto& known = groups_.value(place);
            auto const first = groups_.before(place);
            looks_[place].in.absorb_into(known.in, first.in);
            looks_[place].out.absorb_into(known.out, first.out);
            if (known.empty()) { groups_.erase(place); }
        }
        forget_step();
        groups_.commit();
    }
    void rollback() noexcept override {
        due_.clear();
        recycle(touched_);
        forget_step();
        groups_.rollback([](group& known, const sizes_before& first) {
            known.in.roll_back(first.in);
            known.out.roll_back(first.out);
        });
    }
    void set_aside() noexcept override { groups_.set_aside(); }
    void drop_aside() noexcept override { groups_.drop_aside(); }
    void put_back() noexcept override { groups_.put_back(); }

  private:
    using look_type = group_look<In, Out, D>;
    /// Places of groups.  Nested, many moments ask for the same one.
    using places =
        std::conditional_t<D == 1, std::vector<std::uint32_t>, boost::unordered_flat_set<std::uint32_t>>;

    /// Some looks stay with their memory, so that steps allocate little: an eighth of the groups at most, or a few.
    void forget_step() noexcept {
        auto const kept = std::max<std::size_t>(kept_looks, groups_.size() / 8);
        if (looks_.capacity() > 4 * kept) {
            std::vector<look_type>().swap(looks_);
            return;
        }
        if (looks_.size() > kept) {
            looks_.erase(looks_.begin() + static_cast<std::ptrdiff_t>(kept), looks_.end());
        }
        for (auto& look : looks_ | std::views::take(groups_.touched())) { look.forget(); }
    }
    /// The histories of a group will be read soon.
    void fetch(std::uint32_t place) {
        const auto& known = groups_.value(place);
        __builtin_prefetch(known.in.begin());
        __builtin_prefetch(known.out.begin());
    }
    /// Has `settle` look at a group, once.
    void look_at(std::uint32_t place, look_type& look) {
        make_room(touched_);
        if (std::exchange(look.tick, scope_->tick) != scope_->tick) { touched_.push_back(place); }
    }
    template <class F, class Emit> void look_again(std::uint32_t place, F& f, Emit& emit) {
        auto& known = groups_.value(place);
        auto& look = looks_[place];
        const auto& now = scope_->now;
        auto const first = groups_.before(place);
        bool const arrived = look.take_pending(known.in, first.in, now);
        if (!arrived && !look.may_differ()) { return; }
        const K& key = groups_.key(place);
        scope_->step->visits(1 + std::uint64_t{first.in});
        make_zero(result_);
        f(key, look.in.up_to(now, known.in, first.in), result_);
        look.later(now, known.in, first.in, [&](const auto& when) { come_back(when, place); });
        take_from(result_, look.out.up_to(now, known.out, first.out));
        if (result_ == Out{}) { return; }
        look.out.change(known.out, first.out, now, std::as_const(result_));
        emit(key, std::as_const(result_));
    }
    void come_back(const moment<D>& when, std::uint32_t place) {
        auto [at, fresh] = due_.try_emplace(when);
        if (fresh) { scope_->schedule(when); }
        at->second.insert(at->second.end(), place);
    }

    static constexpr std::size_t kept_looks = 256;
    static constexpr std::size_t ahead = 4; ///< so many groups before its turn a group is fetched

    scope<D>* scope_;
    state_table<K, group, sizes_before> groups_;
    std::vector<std::uint32_t> touched_; ///< places of the groups that have changed at the present moment
    std::vector<look_type> looks_;       ///< at the groups that the step has touched, by their places
    std::map<moment<D>, places> due_;
    Out result_{};
};

} // namespace dbsp::detail
