/// `state_table`: what an operator keeps by key, in a form in which the changes of a step can be rolled back.
#pragma once

#include <dbsp/detail/recycle.hpp>
#include <dbsp/detail/undo.hpp>
#include <dbsp/value/hash.hpp>

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <limits>
#include <stdexcept>
#include <utility>
#include <vector>

namespace dbsp::detail {

/// What there is to be saved where nothing is.
struct nothing {};

/// A hash table that knows which entries the running step has touched: each has a place in a list, in the order of the first touches,
/// with what is saved of it.  No entry is erased before the step ends, so a rollback only erases what is new and restores the rest,
/// which takes no memory.  Precondition: moving, comparing and hashing of keys, and moving of values, do not throw.
///
/// An entry finds its place by a number that it keeps; it is only valid where the list points back, so nothing has to be reset.
template <class K, class V, class Saved = nothing> class state_table {
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
    struct slot {
        V value{};
        std::uint32_t place = none;
    };
    using map = boost::unordered_flat_map<K, slot, value_hash, value_equal>;
    using entry = typename map::value_type;
    struct touched_entry {
        entry* at;
        bool fresh;
        [[no_unique_address]] Saved before;
    };

  public:
    using key_type = K;
    using mapped_type = V;

    [[nodiscard]] const V* find(const K& key) const {
        auto const found = entries_.find(key);
        return found == entries_.end() ? nullptr : &found->second.value;
    }

    /// The place of the entry of `key`, which is made where there is none.  At the first touch of an entry that is not new
    /// `save(key, value)` gives what will restore it.  Where this throws, nothing has changed.
    template <class Save> std::uint32_t touch(const K& key, Save&& save) {
        make_room_for_touched();
        if (entries_.size() >= entries_.max_load()) { grow(); }
        auto const [at, fresh] = entries_.try_emplace(key);
        entry& one = *at;
        if (!fresh && is_touched(one)) { return one.second.place; }
        auto const place = static_cast<std::uint32_t>(touched_.size());
        if (fresh) {
            touched_.push_back({&one, true, Saved{}});
        } else {
            touched_.push_back({&one, false, save(one.first, one.second.value)});
        }
        one.second.place = place;
        return place;
    }

    [[nodiscard]] std::uint32_t touched() const { return static_cast<std::uint32_t>(touched_.size()); }
    [[nodiscard]] const K& key(std::uint32_t place) const { return touched_[place].at->first; }
    [[nodiscard]] V& value(std::uint32_t place) { return touched_[place].at->second.value; }
    [[nodiscard]] Saved& before(std::uint32_t place) { return touched_[place].before; }

    /// At the end of a step: erases an entry, unless it has been erased already.
    [[nodiscard]] bool is_erased(std::uint32_t place) const { return touched_[place].at == nullptr; }
    void erase(std::uint32_t place) noexcept {
        if (auto* const one = std::exchange(touched_[place].at, nullptr)) { entries_.erase(one->first); }
    }
    void commit() noexcept { recycle(touched_); }

    /// Between steps: `use(key, value)` for every entry.
    template <class Use> void for_each(Use&& use) const {
        for (const auto& [key, kept] : entries_) { use(key, kept.value); }
    }
    /// Between steps: adds an entry, unless its key is there; says whether it did.
    bool add(K key, V value) {
        auto const [at, fresh] = entries_.try_emplace(std::move(key));
        if (fresh) { at->second.value = std::move(value); }
        return fresh;
    }
    /// Between steps: removes the entries of which `test(key)` is true.
    template <class Test> void erase_keys(Test&& test) {
        boost::unordered::erase_if(entries_, [&](const entry& one) { return test(one.first); });
    }
    /// Between the changes of steps: all entries are set aside, or what has been set aside is dropped or put back.
    void set_aside() noexcept { entries_.swap(aside_); }
    void drop_aside() noexcept { map().swap(aside_); }
    void put_back() noexcept {
        entries_.swap(aside_);
        drop_aside();
    }
    [[nodiscard]] std::size_t size() const { return entries_.size(); }
    /// What the table itself has allocated, in bytes: not what its entries have.
    [[nodiscard]] std::size_t allocated() const {
        return entries_.bucket_count() * (sizeof(entry) + 1) + touched_.capacity() * sizeof(touched_entry);
    }

    /// `restore(value, before)` for every entry that was there before the step.
    template <class Restore> void rollback(Restore&& restore) noexcept {
        for (auto& one : touched_) {
            if (one.fresh) {
                entries_.erase(one.at->first);
            } else {
                restore(one.at->second.value, one.before);
            }
        }
        recycle(touched_);
    }

  private:
    [[nodiscard]] bool is_touched(const entry& one) const {
        return one.second.place < touched_.size() && touched_[one.second.place].at == &one;
    }
    void make_room_for_touched() {
        if (touched_.size() >= none - 1) {
            throw std::length_error("dbsp: more than 2^32 - 2 keys changed in one step");
        }
        make_room(touched_);
    }

    /// Makes room for an entry.  Entries move, so the list is told where to.
    void grow() {
        for (auto& one : entries_) {
            if (!is_touched(one)) { one.second.place = none; }
        }
        try {
            rehash();
        } catch (...) {
            find_touched();
            throw;
        }
        find_touched();
    }
    void find_touched() noexcept {
        for (auto& one : entries_) {
            if (one.second.place != none) { touched_[one.second.place].at = &one; }
        }
    }
    /// As the table grows by itself.  A table that erasures have made full has the size that `reserve` asks for: it is made larger first.
    void rehash() {
        auto const wanted = entries_.size() + entries_.size() / 61 + 1;
        auto const buckets = entries_.bucket_count();
        entries_.reserve(wanted);
        if (entries_.bucket_count() == buckets) {
            entries_.rehash(2 * buckets);
            entries_.reserve(wanted);
        }
    }

    map entries_;
    map aside_;
    std::vector<touched_entry> touched_;
};

} // namespace dbsp::detail
