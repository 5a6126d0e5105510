/// Joins in the engine: an index of each side, and every change looked up in the other one's.
#pragma once

#include <dbsp/engine/executor.hpp>
#include <dbsp/engine/horizon.hpp>
#include <dbsp/engine/look_ahead.hpp>
#include <dbsp/engine/state_table.hpp>
#include <dbsp/zset/staging.hpp>

#include <map>
#include <ranges>

namespace dbsp::detail {

/// Rows by key, each with its moments: the integral of one side of a join, arranged.
template <class K, class T, class W, std::size_t D> class arrangement final : public participant {
    using entry = std::conditional_t<D == 0, T, std::pair<T, std::array<std::uint32_t, D>>>;

  public:
    void add(const K& key, std::uint64_t hash, const T& row, std::uint64_t row_hash, const W& w,
             const moment<D>& since) {
        if (w == W{}) { return; }
        make_room(changes_);
        auto const place = groups_.touch(key, hash, [](const K&, const auto&) { return nothing{}; });
        auto& rows = groups_.value(place);
        auto const made = [&] {
            if constexpr (D == 0) {
                return row_hash == 0 ? staging::add(rows, row, w) : staging::add(rows, row_hash, row, w);
            } else {
                return staging::add(rows, entry(row, since.at), w);
            }
        }();
        emptied_ |= made.zero;
        if (made.zero || !groups_.is_fresh(place)) { changes_.push_back({place, made}); }
    }

    /// For a row that will be added, and for a key that will be probed: see `look_ahead`.
    void fetch_slot(std::uint64_t hash) const { groups_.fetch_slot(hash); }
    void fetch_entry(std::uint64_t hash) const { groups_.fetch_entry(hash); }
    /// Gives the hash of the row where it will be needed.
    std::uint64_t fetch_row_slot(std::uint64_t hash, const T& row) const {
        auto const* const rows = groups_.probable(hash);
        if (rows == nullptr) { return 0; }
        auto const row_hash = staging::entries(*rows).needed_hash(row);
        staging::entries(*rows).fetch_slot(row_hash);
        return row_hash;
    }
    void fetch_row(std::uint64_t hash, std::uint64_t row_hash) const {
        if (auto const* const rows = groups_.probable(hash)) {
            staging::entries(*rows).fetch_entry(row_hash);
        }
    }
    void fetch_rows(std::uint64_t hash) const {
        if (auto const* const rows = groups_.probable(hash)) { __builtin_prefetch(&*rows->begin()); }
    }

    /// `use(row, weight, since)` for every entry of the key.
    template <class Use> void probe(const K& key, std::uint64_t hash, Use&& use) const {
        auto const* const found = groups_.find(key, hash);
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
    [[nodiscard]] std::size_t groups() const { return groups_.size(); }

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
    std::vector<change>
        changes_;          ///< of this step; of groups that are new in it only those that have to be purged
    bool emptied_ = false; ///< some entry has had the weight zero after a change
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

    /// What is known of a row that waits.
    template <std::size_t Side>
    struct note : noted_key<decltype(std::declval<const Op&>().template key<Side>(
                      std::declval<const std::conditional_t<Side == 0, left, right>&>()))> {
        std::uint64_t hash = 0;     ///< of its key
        std::uint64_t row_hash = 0; ///< 0: not known
    };

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
        states.enlist(lefts_);
        states.enlist(rights_);
        if constexpr (D > 0) {
            states.enlist(later_);
            for (auto& [row, w] : later_.take(scope_->now)) { out(std::move(row), w); }
        }
        lefts_ahead_.run(left_, arriving<0, Out>{this, &out});
        rights_ahead_.run(right_, arriving<1, Out>{this, &out});
    }

  private:
    /// The rows of one side, which meet those of the other; see `look_ahead`.
    template <std::size_t Side, class Out> struct arriving {
        using row_type = std::conditional_t<Side == 0, left, right>;

        executor* of;
        std::remove_reference_t<Out>* out;

        void begin(const row_type& row, note<Side>& noted) const {
            attribution(row, [&] {
                noted.take_key(of->op_.template key<Side>(row));
                noted.hash = hash_of(noted.key());
            });
        }
        void fetch_slots(const note<Side>& noted) const {
            of->template others<Side>().fetch_slot(noted.hash);
            of->template own<Side>().fetch_slot(noted.hash);
        }
        void fetch_entries(const note<Side>& noted) const {
            of->template others<Side>().fetch_entry(noted.hash);
            of->template own<Side>().fetch_entry(noted.hash);
        }
        void fetch_rows(const row_type& row, note<Side>& noted) const {
            of->template others<Side>().fetch_rows(noted.hash);
            if constexpr (D == 0) {
                noted.row_hash = of->template own<Side>().fetch_row_slot(noted.hash, row);
            }
        }
        void fetch_places(const note<Side>& noted) const {
            if constexpr (D == 0) { of->template own<Side>().fetch_row(noted.hash, noted.row_hash); }
        }
        [[nodiscard]] bool is_first_load() const { return D == 0 && of->template own<Side>().groups() == 0; }
        void use(const row_type& row, const weight_type& w, const note<Side>& noted) const {
            attribution(row, [&] { of->template arrive<Side>(row, w, noted, *out); });
        }
        template <class Work> void attribution(const row_type& row, Work&& work) const {
            attribute(of->scope_->step->failure, of->op_, Side == 0 ? "left row" : "right row", row, work);
        }
    };

    template <std::size_t Side> auto& own() {
        if constexpr (Side == 0) {
            return lefts_;
        } else {
            return rights_;
        }
    }
    template <std::size_t Side> auto& others() { return own<1 - Side>(); }

    template <std::size_t Side, class Row, class Out>
    void arrive(const Row& row, const weight_type& w, const note<Side>& noted, Out& out) {
        const auto& k = noted.key();
        if (!op_.joinable(k)) { return; }
        if constexpr (D > 0) { scope_->step->visits(1); }
        if constexpr (D == 0) { closed_.require_open(Op::name, closing_part(op_), k); }
        others<Side>().probe(k, noted.hash,
                             [&](const auto& other, const weight_type& v, const moment<D>& since) {
                                 if constexpr (Side == 0) {
                                     pair(row, other, w * v, since, out);
                                 } else {
                                     pair(other, row, v * w, since, out);
                                 }
                             });
        own<Side>().add(k, noted.hash, row, noted.row_hash, w, scope_->now);
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
    look_ahead<executor<A, D>, left, weight_type, note<0>> lefts_ahead_;
    look_ahead<executor<B, D>, right, weight_type, note<1>> rights_ahead_;
    arrangement<key, left, weight_type, D> lefts_;
    arrangement<key, right, weight_type, D> rights_;
    agenda<value, weight_type, D> later_;
    [[no_unique_address]] horizon_type closed_;
};

} // namespace dbsp::detail
