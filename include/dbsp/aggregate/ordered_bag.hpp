/// `ordered_bag`: the rows of one group in order, as the state of operators that need them all.
#pragma once

#include <dbsp/aggregate/aggregator.hpp>
#include <dbsp/detail/undo.hpp>
#include <dbsp/value/compare.hpp>

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <ranges>

namespace dbsp::detail {

/// Values in the order of `Before`, each with its weight.  O(log n) a change.  It counts the entries with negative weight, so
/// that `require_bag` is O(1) where all is well.
///
/// `journalled`: from `open` to `commit` entries of weight zero stay where they are, unseen, so that a rollback compares nothing and
/// needs no memory.
template <class T, class W, class Before = value_less> class ordered_bag {
    using map = std::map<T, W, Before>;

    struct change {
        typename map::iterator at;
        W before; ///< zero: the entry is new, or was unseen
        bool fresh;
    };
    struct journal {
        std::size_t negative;
        std::size_t unseen = 0;
        std::vector<change> changes = {};
        std::vector<typename map::iterator> emptied = {};
    };

  public:
    /// Visits the entries whose weight is not zero.
    class iterator {
      public:
        using value_type = typename map::value_type;
        using difference_type = std::ptrdiff_t;
        using iterator_concept = std::forward_iterator_tag;

        iterator() = default;
        iterator(typename map::const_iterator at, typename map::const_iterator end) : at_(at), end_(end) {
            skip();
        }
        const value_type& operator*() const { return *at_; }
        const value_type* operator->() const { return &*at_; }
        iterator& operator++() {
            ++at_;
            skip();
            return *this;
        }
        iterator operator++(int) {
            auto const old = *this;
            ++*this;
            return old;
        }
        friend bool operator==(const iterator& a, const iterator& b) { return a.at_ == b.at_; }

      private:
        void skip() {
            while (at_ != end_ && at_->second == W{}) { ++at_; }
        }
        typename map::const_iterator at_;
        typename map::const_iterator end_;
    };

    ordered_bag() = default;
    explicit ordered_bag(Before before) : entries_(std::move(before)) {}

    void add(const T& value, const W& w) {
        if (w == W{}) { return; }
        if (journal_) {
            make_room(journal_->changes);
            make_room(journal_->emptied);
        }
        auto const [at, fresh] = entries_.try_emplace(value);
        W const sum = at->second + w;
        if (journal_) { note(at, fresh, sum); }
        if (at->second < W{}) { --negative_; }
        if (sum < W{}) { ++negative_; }
        if (sum == W{} && !journal_) {
            entries_.erase(at);
        } else {
            at->second = sum;
        }
    }

    [[nodiscard]] iterator begin() const { return {entries_.begin(), entries_.end()}; }
    [[nodiscard]] iterator end() const { return {entries_.end(), entries_.end()}; }
    [[nodiscard]] bool empty() const { return size() == 0; }
    [[nodiscard]] std::size_t size() const { return entries_.size() - (journal_ ? journal_->unseen : 0); }
    [[nodiscard]] std::size_t negative_entries() const { return negative_; }

    void open() {
        if (!journal_) { journal_ = std::make_unique<journal>(negative_); }
    }
    void commit() noexcept {
        if (!journal_) { return; }
        auto const address = [](const auto& at) { return &*at; };
        auto& emptied = journal_->emptied;
        std::ranges::sort(emptied, std::less<>(), address);
        for (auto one = emptied.begin(); one != emptied.end(); ++one) {
            auto const is_last = std::next(one) == emptied.end() || *std::next(one) != *one;
            if (is_last && (*one)->second == W{}) { entries_.erase(*one); }
        }
        journal_.reset();
    }
    void rollback() noexcept {
        if (!journal_) { return; }
        for (auto& one : journal_->changes | std::views::reverse) {
            if (one.fresh) {
                entries_.erase(one.at);
            } else {
                one.at->second = one.before;
            }
        }
        negative_ = journal_->negative;
        journal_.reset();
    }

    static std::string form() { return "bag<" + serial_name<T>() + ", " + serial_name<W>() + ">"; }
    void save(byte_writer& out) const
        requires serializable<T> && serializable<W> {
        out.count(size());
        for (const auto& [value, w] : *this) {
            write_value(out, value);
            write_value(out, w);
        }
    }
    /// Into an empty one.
    void load(byte_reader& in) {
        for (auto left = in.count(); left > 0; --left) {
            auto const value = read_value<T>(in);
            auto const before = size();
            add(value, read_value<W>(in));
            if (size() == before) {
                byte_reader::throw_damaged("a bag has a value twice, or without a weight");
            }
        }
    }

    [[nodiscard]] state_size footprint() const {
        constexpr std::size_t node = sizeof(typename map::value_type) + 4 * sizeof(void*);
        state_size kept{size(), entries_.size() * node};
        for (const auto& [value, w] : entries_) { kept.bytes += heap_bytes(value); }
        return kept;
    }

    /// Throws `negative_weight_error` naming the first row whose weight is negative.
    void require_bag(std::string_view where) const {
        if (negative_ == 0) { return; }
        for (const auto& [value, w] : entries_) {
            if (w < W{}) { throw_negative(where, "row " + to_text(value)); }
        }
    }

  private:
    /// An entry is about to have the weight `sum`.
    void note(typename map::iterator at, bool fresh, const W& sum) {
        journal_->changes.push_back({at, at->second, fresh});
        if (!fresh && at->second == W{}) { --journal_->unseen; }
        if (sum == W{}) {
            ++journal_->unseen;
            journal_->emptied.push_back(at);
        }
    }

    map entries_;
    std::size_t negative_ = 0;
    std::unique_ptr<journal> journal_;
};

} // namespace dbsp::detail
