/// `indexed_list<E>`: a list of pairs that are found by their first members.
#pragma once

#include <dbsp/detail/hash_index.hpp>
#include <dbsp/value/hash.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

namespace dbsp::detail {

/// A contiguous list of `E`, pairs of a key and something, no two with equal keys.  Removal puts the last entry in the place of the removed one; all others
/// stay where they are.  Up to `small_size` entries are simply searched, more have an index.
/// Precondition: moving entries, hashing and comparing keys do not throw.
template <class E> class indexed_list {
    using key = typename E::first_type;

  public:
    using list = std::vector<E>;
    static constexpr std::size_t small_size = 12;
    static constexpr std::size_t absent = hash_index::absent;

    indexed_list() = default;
    indexed_list(const indexed_list& other) : entries_(other.entries_) {
        if (entries_.size() <= small_size) { return; }
        index_ = hash_index(entries_.capacity());
        index_.copy_from(other.index_, other.entries_.capacity(), entries_.capacity(), hash_at());
    }
    indexed_list(indexed_list&&) noexcept = default;
    indexed_list& operator=(const indexed_list& other) { return *this = indexed_list(other); }
    indexed_list& operator=(indexed_list&&) noexcept = default;
    ~indexed_list() = default;

    [[nodiscard]] auto begin() { return entries_.begin(); }
    [[nodiscard]] auto end() { return entries_.end(); }
    [[nodiscard]] auto begin() const { return entries_.begin(); }
    [[nodiscard]] auto end() const { return entries_.end(); }
    [[nodiscard]] std::size_t size() const { return entries_.size(); }
    [[nodiscard]] bool empty() const { return entries_.empty(); }
    [[nodiscard]] E& operator[](std::size_t at) { return entries_[at]; }
    [[nodiscard]] const E& operator[](std::size_t at) const { return entries_[at]; }
    /// What it has allocated, in bytes.
    [[nodiscard]] std::size_t allocated() const {
        return entries_.capacity() * sizeof(E) + (index_ ? hash_index::bytes(entries_.capacity()) : 0);
    }

    /// The hash of a key, for the calls below, where they need one; else 0.
    [[nodiscard]] std::uint64_t needed_hash(const key& of) const { return index_ ? hash_of(of) : 0; }
    [[nodiscard]] std::size_t find(const key& wanted) const { return find(wanted, needed_hash(wanted)); }
    [[nodiscard]] std::size_t find(const key& wanted, std::uint64_t hash) const {
        return index_ ? find_by_index(wanted, hash) : search(wanted);
    }

    /// An entry at the end, made of a key with this hash and `rest`.  Where this throws, nothing has changed.
    /// Precondition: there is none with this key.
    template <class U, class... Rest> void append(std::uint64_t hash, U&& made_of, Rest&&... rest) {
        bool const hash_is_known = static_cast<bool>(index_);
        if (entries_.size() == entries_.capacity()) { grow(more()); }
        entries_.emplace_back(std::forward<U>(made_of), std::forward<Rest>(rest)...);
        if (!index_) { return; }
        index_.insert(hash_is_known ? hash : hash_of(entries_.back().first), entries_.size() - 1,
                      entries_.capacity());
    }
    /// Needs no memory.
    void remove(std::size_t at) noexcept {
        auto const last = entries_.size() - 1;
        if (index_) {
            index_.erase(hash_of(entries_[at].first), at, entries_.capacity());
            if (at != last) { index_.renumber(hash_of(entries_[last].first), last, at, entries_.capacity()); }
        }
        if (at != last) {
            std::destroy_at(&entries_[at]); // not every entry can be assigned
            std::construct_at(&entries_[at], std::move(entries_[last]));
        }
        entries_.pop_back();
    }
    /// Room for so many entries in all.
    void reserve(std::size_t size) {
        if (size > entries_.capacity() && size > small_size) { grow(size); }
    }
    /// Room for so many more; also the next ones make the list grow by a half.
    void reserve_more(std::size_t count) {
        while (entries_.capacity() - size() < count) { grow(more()); }
    }
    /// Gives memory back that is not needed.
    void shrink() {
        if (entries_.size() < entries_.capacity()) { grow(entries_.size()); }
    }
    /// Removes all, and keeps the memory unless it was far too much.
    void clear() noexcept {
        if (empty()) { return; }
        if (entries_.size() < entries_.capacity() / 8) {
            *this = indexed_list();
        } else {
            entries_.clear();
            if (index_) { index_.clear(entries_.capacity()); }
        }
    }

    /// For what will be looked up soon, by its needed hash: first its place in the index is fetched, then the entry that it leads to, or the end,
    /// where it would be appended.
    void fetch_slot(std::uint64_t hash) const noexcept {
        if (index_) { index_.fetch(hash, entries_.capacity()); }
    }
    void fetch_entry(std::uint64_t hash) const noexcept {
        auto const* const one = probable(hash);
        __builtin_prefetch(one != nullptr ? one : entries_.data() + size());
    }
    /// The entry that is probably the one with this hash; null where there is none.
    [[nodiscard]] const E* probable(std::uint64_t hash) const noexcept {
        if (empty()) { return nullptr; }
        if (!index_) { return entries_.data(); }
        auto const at = index_.probable(hash, entries_.capacity());
        return at == absent ? nullptr : entries_.data() + at;
    }

  private:
    [[nodiscard]] auto hash_at() const {
        return [this](std::size_t at) { return hash_of(entries_[at].first); };
    }
    [[nodiscard]] std::size_t find_by_index(const key& wanted, std::uint64_t hash) const {
        return index_.find(hash, entries_.capacity(),
                           [&](std::size_t at) { return equal(wanted, entries_[at].first); });
    }
    [[nodiscard]] std::size_t search(const key& wanted) const {
        for (std::size_t at = 0; at < entries_.size(); ++at) {
            if (equal(entries_[at].first, wanted)) { return at; }
        }
        return absent;
    }
    /// By a half, small ones twofold.
    [[nodiscard]] std::size_t more() const {
        auto const room = entries_.capacity();
        if (room >= absent) { throw std::length_error("dbsp: more than 2^32 - 1 distinct values"); }
        return room < small_size ? std::clamp<std::size_t>(2 * room, 1, small_size)
                                 : std::min(room + room / 2, absent);
    }
    void grow(std::size_t room) {
        list bigger;
        bigger.reserve(room);
        hash_index index;
        if (room > small_size) {
            index = hash_index(bigger.capacity());
            if (index_) {
                index.copy_from(index_, entries_.capacity(), bigger.capacity(), hash_at());
            } else {
                for (std::size_t at = 0; at < size(); ++at) {
                    index.insert(hash_at()(at), at, bigger.capacity());
                }
            }
        }
        for (auto& one : entries_) { bigger.push_back(std::move(one)); }
        entries_ = std::move(bigger);
        index_ = std::move(index);
    }

    list entries_;
    hash_index index_; ///< for the capacity of the list; none where it is short
};

} // namespace dbsp::detail
