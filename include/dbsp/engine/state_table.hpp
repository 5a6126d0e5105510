/// `state_table`: what an operator keeps by key, in a form in which the changes of a step can be rolled back.
#pragma once

#include <dbsp/detail/recycle.hpp>
#include <dbsp/detail/undo.hpp>
#include <dbsp/engine/cold_entries.hpp>
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
///
/// Entries may be elsewhere (`cold_entries`) as long as no step needs them.  No step moves entries out of memory.
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
    using resident = typename map::iterator; ///< an entry in memory

    state_table() = default;
    /// Between steps, of a table whose entries are all in memory.
    state_table(state_table&& other) noexcept : entries_(std::move(other.entries_)) {}
    state_table& operator=(state_table&& other) noexcept {
        entries_ = std::move(other.entries_);
        if (cold_ != nullptr) { cold_->forget(); }
        return *this;
    }
    state_table(const state_table&) = delete;
    state_table& operator=(const state_table&) = delete;
    ~state_table() = default;

    [[nodiscard]] const V* find(const K& key) const {
        if (cold_ != nullptr) { cold_->fetch(key, false); }
        auto const found = entries_.find(key);
        return found == entries_.end() ? nullptr : &found->second.value;
    }

    /// The place of the entry of `key`, which is made where there is none.  At the first touch of an entry that is not new
    /// `save(key, value)` gives what will restore it.  Where this throws, nothing has changed.
    template <class Save> std::uint32_t touch(const K& key, Save&& save) {
        if (cold_ != nullptr) { cold_->fetch(key, true); }
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
        for_each_in_memory(use);
        if (cold_ != nullptr) {
            cold_->for_each([&](const K& key, const V& value) { use(key, value); });
        }
    }
    template <class Use> void for_each_in_memory(Use&& use) const {
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
        if (cold_ != nullptr) { cold_->erase_keys(test); }
        boost::unordered::erase_if(entries_, [&](const entry& one) { return test(one.first); });
    }
    /// Between the changes of steps: all entries are set aside, or what has been set aside is dropped or put back.
    void set_aside() noexcept {
        entries_.swap(aside_);
        if (cold_ != nullptr) { cold_->set_aside(); }
    }
    void drop_aside() noexcept {
        map().swap(aside_);
        if (cold_ != nullptr) { cold_->forget(); }
    }
    void put_back() noexcept {
        entries_.swap(aside_);
        map().swap(aside_);
        if (cold_ != nullptr) { cold_->put_back(); }
    }
    [[nodiscard]] std::size_t size() const {
        return entries_.size() + (cold_ == nullptr ? 0 : cold_->size());
    }
    [[nodiscard]] std::size_t size_in_memory() const { return entries_.size(); }
    /// What the table itself has allocated, in bytes: not what its entries have.
    [[nodiscard]] std::size_t allocated() const {
        return entries_.bucket_count() * (sizeof(entry) + 1) + touched_.capacity() * sizeof(touched_entry);
    }

    /// For what keeps entries elsewhere.  It lives as long as steps are made.
    void attach(cold_entries<K, V>& cold) { cold_ = &cold; }
    [[nodiscard]] const cold_entries<K, V>* cold() const { return cold_; }
    [[nodiscard]] bool is_in_memory(const K& key) const { return entries_.contains(key); }
    /// Room for entries that come into memory, also in a step.
    void make_room_for(std::size_t count) {
        while (entries_.size() + count > entries_.max_load()) { grow(); }
    }
    /// An entry comes into memory, also in a step.  Precondition: there is room, and no entry with its key.
    void admit(K key, V value) noexcept {
        entries_.try_emplace(std::move(key)).first->second.value = std::move(value);
    }
    /// Between steps: `use(resident, key, value)` for every entry in memory; one leaves it; the table gives memory back.
    template <class Use> void each_resident(Use&& use) {
        for (auto at = entries_.begin(); at != entries_.end(); ++at) {
            use(at, at->first, std::as_const(at->second.value));
        }
    }
    void release(resident one) noexcept { entries_.erase(one); }
    void shrink() { entries_.rehash(0); }

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
    cold_entries<K, V>* cold_ = nullptr;
};

} // namespace dbsp::detail
