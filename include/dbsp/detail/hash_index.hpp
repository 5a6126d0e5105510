/// `hash_index`: where the entries of a list stand, by their hashes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>

namespace dbsp::detail {

/// Positions in a list that has a room for so many entries; the room is told with each call, and always the same one.
///
/// Open addressing.  A slot has a part of the hash of its entry besides the position, so that growth, deletions and most comparisons
/// visit no entries: of 16 bits both in short lists, of 32 in others.
class hash_index {
    struct narrow {
        static constexpr unsigned bits = 16;
        static constexpr std::size_t words = 1;
        static std::uint32_t place(const std::uint32_t* slots, std::size_t at) { return slots[at] & 0xFFFFU; }
        static std::uint32_t part(const std::uint32_t* slots, std::size_t at) { return slots[at] >> 16U; }
        static void put(std::uint32_t* slots, std::size_t at, std::uint32_t place, std::uint32_t part) {
            slots[at] = part << 16U | place;
        }
    };
    struct wide {
        static constexpr unsigned bits = 32;
        static constexpr std::size_t words = 2;
        static std::uint32_t place(const std::uint32_t* slots, std::size_t at) { return slots[2 * at]; }
        static std::uint32_t part(const std::uint32_t* slots, std::size_t at) { return slots[2 * at + 1]; }
        static void put(std::uint32_t* slots, std::size_t at, std::uint32_t place, std::uint32_t part) {
            slots[2 * at] = place;
            slots[2 * at + 1] = part;
        }
    };

  public:
    static constexpr std::size_t absent = std::numeric_limits<std::uint32_t>::max();

    hash_index() = default;
    /// Of no entries yet.
    explicit hash_index(std::size_t room) : slots_(std::make_unique<std::uint32_t[]>(words_for(room))) {}

    explicit operator bool() const { return slots_ != nullptr; }
    [[nodiscard]] static std::size_t bytes(std::size_t room) {
        return words_for(room) * sizeof(std::uint32_t);
    }

    /// The position, of those with this hash, of which `is(position)` is true.
    template <class Is> [[nodiscard]] std::size_t find(std::uint64_t hash, std::size_t room, Is&& is) const {
        return is_narrow(room) ? find_in<narrow>(hash, room, is) : find_in<wide>(hash, room, is);
    }
    /// Precondition: the position is not there, and less than the room.
    void insert(std::uint64_t hash, std::size_t position, std::size_t room) noexcept {
        is_narrow(room) ? insert_into<narrow>(part_of<narrow>(hash), position, room)
                        : insert_into<wide>(part_of<wide>(hash), position, room);
    }
    /// Precondition: the position is there with this hash.
    void erase(std::uint64_t hash, std::size_t position, std::size_t room) noexcept {
        is_narrow(room) ? erase_from<narrow>(hash, position, room) : erase_from<wide>(hash, position, room);
    }
    /// The same, of `from`, which becomes `to`.
    void renumber(std::uint64_t hash, std::size_t from, std::size_t to, std::size_t room) noexcept {
        is_narrow(room) ? renumber_in<narrow>(hash, from, to, room) : renumber_in<wide>(hash, from, to, room);
    }
    void clear(std::size_t room) noexcept { std::fill_n(slots_.get(), words_for(room), 0U); }

    /// Takes the positions of an index for another room, in an empty one.  `hash_at(position)` is only called where short lists become long.
    template <class HashAt>
    void copy_from(const hash_index& other, std::size_t other_room, std::size_t room, HashAt&& hash_at) {
        if (is_narrow(other_room) && is_narrow(room)) {
            copy_slots<narrow, narrow>(other, other_room, room);
        } else if (!is_narrow(other_room) && is_narrow(room)) {
            copy_slots<wide, narrow>(other, other_room, room);
        } else if (!is_narrow(other_room)) {
            copy_slots<wide, wide>(other, other_room, room);
        } else {
            for (std::size_t at = 0; at < count_for(other_room); ++at) {
                if (auto const place = narrow::place(other.slots_.get(), at)) {
                    insert(hash_at(place - 1), place - 1, room);
                }
            }
        }
    }

    /// For what will be looked up soon: its slot is fetched; then the position that it probably has.
    void fetch(std::uint64_t hash, std::size_t room) const noexcept {
        is_narrow(room) ? fetch_in<narrow>(hash, room) : fetch_in<wide>(hash, room);
    }
    [[nodiscard]] std::size_t probable(std::uint64_t hash, std::size_t room) const {
        return find(hash, room, [](std::size_t) { return true; });
    }

  private:
    static constexpr std::size_t narrow_room = 4096;
    static constexpr bool is_narrow(std::size_t room) { return room <= narrow_room; }

    /// Two of three slots are taken at most.
    static constexpr std::size_t count_for(std::size_t room) {
        return std::min(room + room / 2 + 1, std::size_t{1} << 32U);
    }
    static constexpr std::size_t words_for(std::size_t room) {
        return count_for(room) * (is_narrow(room) ? narrow::words : wide::words);
    }
    /// Hashes in order, or hashes of one part of their range, are spread over all slots.
    template <class Slots> static std::uint32_t part_of(std::uint64_t hash) {
        constexpr std::uint64_t odd = 0x9E3779B97F4A7C15U;
        return static_cast<std::uint32_t>(hash * odd >> (64U - Slots::bits));
    }
    template <class Slots> static std::size_t home_of(std::uint32_t part, std::size_t count) {
        return std::uint64_t{part} * count >> Slots::bits;
    }
    static std::size_t after(std::size_t at, std::size_t count) { return at + 1 == count ? 0 : at + 1; }

    template <class Slots, class Is> std::size_t find_in(std::uint64_t hash, std::size_t room, Is& is) const {
        auto const* const slots = slots_.get();
        auto const part = part_of<Slots>(hash);
        auto const count = count_for(room);
        for (auto at = home_of<Slots>(part, count);; at = after(at, count)) {
            auto const place = Slots::place(slots, at);
            if (place == 0) { return absent; }
            if (Slots::part(slots, at) == part && is(std::size_t{place} - 1)) { return place - 1; }
        }
    }
    template <class Slots> void insert_into(std::uint32_t part, std::size_t position, std::size_t room) {
        auto const count = count_for(room);
        auto at = home_of<Slots>(part, count);
        while (Slots::place(slots_.get(), at) != 0) { at = after(at, count); }
        Slots::put(slots_.get(), at, static_cast<std::uint32_t>(position + 1), part);
    }
    /// The slot of a position that is there.
    template <class Slots>
    [[nodiscard]] std::size_t slot_of(std::uint64_t hash, std::size_t position, std::size_t room) const {
        auto const count = count_for(room);
        auto at = home_of<Slots>(part_of<Slots>(hash), count);
        while (Slots::place(slots_.get(), at) != position + 1) { at = after(at, count); }
        return at;
    }
    template <class Slots>
    void renumber_in(std::uint64_t hash, std::size_t from, std::size_t to, std::size_t room) {
        Slots::put(slots_.get(), slot_of<Slots>(hash, from, room), static_cast<std::uint32_t>(to + 1),
                   part_of<Slots>(hash));
    }
    /// Those behind it that would not be found over a free slot move up.
    template <class Slots> void erase_from(std::uint64_t hash, std::size_t position, std::size_t room) {
        auto* const slots = slots_.get();
        auto const count = count_for(room);
        auto hole = slot_of<Slots>(hash, position, room);
        for (auto at = after(hole, count); Slots::place(slots, at) != 0; at = after(at, count)) {
            auto const part = Slots::part(slots, at);
            auto const home = home_of<Slots>(part, count);
            auto const behind_hole = hole < at ? hole < home && home <= at : hole < home || home <= at;
            if (behind_hole) { continue; }
            Slots::put(slots, hole, Slots::place(slots, at), part);
            hole = at;
        }
        Slots::put(slots, hole, 0, 0);
    }
    template <class From, class To>
    void copy_slots(const hash_index& other, std::size_t other_room, std::size_t room) {
        for (std::size_t at = 0; at < count_for(other_room); ++at) {
            if (auto const place = From::place(other.slots_.get(), at)) {
                insert_into<To>(From::part(other.slots_.get(), at) >> (From::bits - To::bits), place - 1,
                                room);
            }
        }
    }
    template <class Slots> void fetch_in(std::uint64_t hash, std::size_t room) const {
        __builtin_prefetch(slots_.get() +
                           Slots::words * home_of<Slots>(part_of<Slots>(hash), count_for(room)));
    }

    std::unique_ptr<std::uint32_t[]> slots_;
};

} // namespace dbsp::detail
