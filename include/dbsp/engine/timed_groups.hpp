/// `timed_groups`: any function of a group, kept up inside fixpoints.
#pragma once

#include <dbsp/engine/scope.hpp>
#include <dbsp/value/hash.hpp>

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

#include <map>

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

/// For every key a history of its input, of type `In`, and of its output `Out = f(key, input)`.
///
/// Whenever the input of a key changes at some moment, the output is looked at again at that moment and at its least upper
/// bounds with all moments at which the input has changed before: only there can the output differ.
template <class K, class In, class Out, std::size_t D> class timed_groups {
  public:
    explicit timed_groups(scope<D>& where) : scope_(&where) {}

    /// The change of the input of `key` at the present moment, to be added to.
    In& touch(const K& key) {
        due_[scope_->now].insert(key);
        return groups_[key].in.at(scope_->now);
    }

    /// `out(key, change)` for every key whose output changes at the present moment.
    template <class F, class Emit> void settle(F&& f, Emit&& emit) {
        auto const touched = due_.extract(scope_->now);
        if (!touched) { return; }
        for (const K& key : touched.mapped()) { look_again(key, f, emit); }
    }

  private:
    struct group {
        history<In, D> in;
        history<Out, D> out;
    };

    template <class F, class Emit> void look_again(const K& key, F& f, Emit& emit) {
        auto const at = groups_.find(key);
        if (at == groups_.end()) { return; } // it was to come back here, but has become empty since
        auto& [in, out] = at->second;
        in.tidy();
        in.for_each([&](const moment<D>& since, const In&) { come_back(lub(since, scope_->now), key); });
        Out const change = f(key, in.sum(scope_->now)) - out.sum(scope_->now);
        if (!(change == Out{})) {
            auto& known = out.at(scope_->now);
            known = known + change;
            out.tidy();
            emit(key, change);
        }
        if (in.empty() && out.empty()) { groups_.erase(at); }
    }
    void come_back(const moment<D>& when, const K& key) {
        if (when == scope_->now) { return; }
        auto [at, fresh] = due_.try_emplace(when);
        if (fresh) { scope_->schedule(when); }
        at->second.insert(key);
    }

    scope<D>* scope_;
    boost::unordered_flat_map<K, group, value_hash, value_equal> groups_;
    std::map<moment<D>, boost::unordered_flat_set<K, value_hash, value_equal>> due_;
};

} // namespace dbsp::detail
