/// `state_table`: what an operator keeps by key, in a form in which the changes of a step can be rolled back.
#pragma once

#include <dbsp/detail/recycle.hpp>
#include <dbsp/detail/steady.hpp>
#include <dbsp/detail/undo.hpp>
#include <dbsp/engine/cold_entries.hpp>
#include <dbsp/value/indexed_list.hpp>

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
/// which takes no memory.  Precondition: moving, comparing and hashing of keys do not throw.
///
/// An entry finds its place by a number that it keeps; it is only valid where the list leads back, so nothing has to be reset.
///
/// Entries may be elsewhere (`cold_entries`) as long as no step needs them.  No step moves entries out of memory.
template <class K, class V, class Saved = nothing> class state_table {
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
    static constexpr std::uint32_t gap = none - 1; ///< the place of what has left memory
    struct slot {
        steady<V> value{};
        std::uint32_t place = none;
    };
    using entry = std::pair<K, slot>;
    using entry_list = indexed_list<entry>;
    static constexpr std::size_t absent = entry_list::absent;
    struct touched_entry {
        std::uint32_t at; ///< `none`: erased
        bool fresh;
        [[no_unique_address]] Saved before;
    };

  public:
    using key_type = K;
    using mapped_type = V;
    using resident = entry*; ///< an entry in memory

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

    /// The hash of a key, for the calls below.
    [[nodiscard]] std::uint64_t needed_hash(const K& key) const { return entries_.needed_hash(key); }
    [[nodiscard]] const V* find(const K& key) const { return find(key, needed_hash(key)); }
    [[nodiscard]] const V* find(const K& key, std::uint64_t hash) const {
        if (cold_ != nullptr) {
            cold_->fetch(key, false);
            hash = needed_hash(key); // other entries may have come
        }
        auto const at = entries_.find(key, hash);
        return at == absent ? nullptr : &entries_[at].second.value.get();
    }

    /// The place of the entry of `key`, which is made where there is none.  At the first touch of an entry that is not new
    /// `save(key, value)` gives what will restore it.  Where this throws, nothing has changed.
    template <class Save> std::uint32_t touch(const K& key, Save&& save) {
        return touch(key, needed_hash(key), std::forward<Save>(save));
    }
    template <class Save> std::uint32_t touch(const K& key, std::uint64_t hash, Save&& save) {
        if (cold_ != nullptr) {
            cold_->fetch(key, true);
            hash = needed_hash(key);
        }
        make_room_for_touched();
        auto at = entries_.find(key, hash);
        auto const place = static_cast<std::uint32_t>(touched_.size());
        if (at == absent) {
            touched_entry made{static_cast<std::uint32_t>(entries_.size()), true, Saved{}};
            entries_.append(hash, key, slot{});
            at = made.at;
            touched_.push_back(std::move(made));
        } else {
            auto& [name, known] = entries_[at];
            if (is_touched(at)) { return known.place; }
            touched_.push_back(
                {static_cast<std::uint32_t>(at), false, save(std::as_const(name), known.value.get())});
        }
        entries_[at].second.place = place;
        return place;
    }

    /// For a key that will be looked up soon: first its slot, then its entry; then what is probably its value, if there is one.
    void fetch_slot(std::uint64_t hash) const noexcept { entries_.fetch_slot(hash); }
    void fetch_entry(std::uint64_t hash) const noexcept { entries_.fetch_entry(hash); }
    [[nodiscard]] const V* probable(std::uint64_t hash) const noexcept {
        auto const* const one = entries_.probable(hash);
        return one == nullptr ? nullptr : &one->second.value.get();
    }

    [[nodiscard]] std::uint32_t touched() const { return static_cast<std::uint32_t>(touched_.size()); }
    [[nodiscard]] const K& key(std::uint32_t place) const { return entries_[touched_[place].at].first; }
    [[nodiscard]] V& value(std::uint32_t place) { return entries_[touched_[place].at].second.value.get(); }
    /// Made in this step: a rollback erases it.
    [[nodiscard]] bool is_fresh(std::uint32_t place) const { return touched_[place].fresh; }
    [[nodiscard]] Saved& before(std::uint32_t place) { return touched_[place].before; }

    /// At the end of a step: erases an entry, unless it has been erased already.
    [[nodiscard]] bool is_erased(std::uint32_t place) const { return touched_[place].at == none; }
    void erase(std::uint32_t place) noexcept {
        if (auto const at = std::exchange(touched_[place].at, none); at != none) { remove(at); }
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
        for (const auto& [key, kept] : entries_) { use(key, kept.value.get()); }
    }
    /// Between steps: adds an entry, unless its key is there; says whether it did.
    bool add(K key, V value) {
        auto const hash = needed_hash(key);
        if (entries_.find(key, hash) != absent) { return false; }
        entries_.append(hash, std::move(key), slot{steady<V>(std::move(value))});
        return true;
    }
    /// Between steps: removes the entries of which `test(key)` is true.
    template <class Test> void erase_keys(Test&& test) {
        if (cold_ != nullptr) { cold_->erase_keys(test); }
        for (auto at = entries_.size(); at > 0; --at) {
            if (test(entries_[at - 1].first)) { entries_.remove(at - 1); }
        }
    }
    /// Between the changes of steps: all entries are set aside, or what has been set aside is dropped or put back.
    void set_aside() noexcept {
        std::swap(entries_, aside_);
        if (cold_ != nullptr) { cold_->set_aside(); }
    }
    void drop_aside() noexcept {
        aside_ = entry_list();
        if (cold_ != nullptr) { cold_->forget(); }
    }
    void put_back() noexcept {
        entries_ = std::exchange(aside_, entry_list());
        if (cold_ != nullptr) { cold_->put_back(); }
    }
    [[nodiscard]] std::size_t size() const {
        return entries_.size() + (cold_ == nullptr ? 0 : cold_->size());
    }
    [[nodiscard]] std::size_t size_in_memory() const { return entries_.size(); }
    /// What the table itself has allocated, in bytes: not what its entries have.
    [[nodiscard]] std::size_t allocated() const {
        return entries_.allocated() + touched_.capacity() * sizeof(touched_entry);
    }

    /// For what keeps entries elsewhere.  It lives as long as steps are made.
    void attach(cold_entries<K, V>& cold) { cold_ = &cold; }
    [[nodiscard]] const cold_entries<K, V>* cold() const { return cold_; }
    [[nodiscard]] bool is_in_memory(const K& key) const { return entries_.find(key) != absent; }
    /// Room for entries that come into memory, also in a step.
    void make_room_for(std::size_t count) { entries_.reserve_more(count); }
    /// An entry comes into memory, also in a step.  Precondition: there is room, and no entry with its key.
    void admit(K key, V value) noexcept {
        auto const hash = needed_hash(key);
        entries_.append(hash, std::move(key), slot{steady<V>(std::move(value))});
    }
    /// Between steps: `use(resident, key, value)` for every entry in memory.
    template <class Use> void each_resident(Use&& use) {
        for (auto& one : entries_) {
            use(&one, std::as_const(one.first), std::as_const(one.second.value.get()));
        }
    }
    /// Some leave it, then `close_gaps` has to be called before anything else; the table gives memory back.
    void release(resident one) noexcept { one->second.place = gap; }
    void close_gaps() noexcept {
        for (auto at = entries_.size(); at > 0; --at) {
            if (entries_[at - 1].second.place == gap) { entries_.remove(at - 1); }
        }
    }
    void shrink() { entries_.shrink(); }

    /// `restore(value, before)` for every entry that was there before the step.
    template <class Restore> void rollback(Restore&& restore) noexcept {
        for (auto place = touched_.size(); place > 0; --place) {
            auto& one = touched_[place - 1];
            if (one.fresh) {
                remove(one.at);
            } else {
                restore(entries_[one.at].second.value.get(), one.before);
            }
        }
        recycle(touched_);
    }

  private:
    [[nodiscard]] bool is_touched(std::size_t at) const {
        auto const place = entries_[at].second.place;
        return place < touched_.size() && touched_[place].at == at;
    }
    /// The last entry takes the place of the removed one.
    void remove(std::uint32_t at) noexcept {
        auto const last = entries_.size() - 1;
        if (is_touched(last)) { touched_[entries_[last].second.place].at = at; }
        entries_.remove(at);
    }
    void make_room_for_touched() {
        if (touched_.size() >= gap) {
            throw std::length_error("dbsp: more than 2^32 - 2 keys changed in one step");
        }
        make_room(touched_);
    }

    entry_list entries_;
    entry_list aside_;
    std::vector<touched_entry> touched_;
    cold_entries<K, V>* cold_ = nullptr;
};

} // namespace dbsp::detail
