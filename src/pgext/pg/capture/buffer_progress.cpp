#include "pg/capture/buffer_progress.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <utility>

#include "pg/boundary/guard.hpp"
#include "pg/boundary/shared_memory.hpp"
#include "pg/capture/spread.hpp"

extern "C" {
#include <access/transam.h>
#include <access/xact.h>
#include <storage/procarray.h>
#include <utils/rel.h>
}

namespace pgt::pg {
namespace {

/// Some ranges of blocks, in ascending order; where there would be more, those that are closest to each other become one.
struct few_ranges {
    std::uint32_t count;
    std::array<block_range, 8> ranges;

    void add(block_range added);
    void add(const few_ranges& others) {
        for (std::uint32_t i = 0; i < others.count; ++i) add(others.ranges.at(i));
    }
    [[nodiscard]] bool has(block_number one) const {
        for (std::uint32_t i = 0; i < count; ++i)
            if (ranges.at(i).first <= one && one <= ranges.at(i).last) return true;
        return false;
    }

  private:
    void join(std::uint32_t left);
    void join_closest();
};

/// Two neighbours become one.
void few_ranges::join(std::uint32_t left) {
    ranges.at(left).last = std::max(ranges.at(left).last, ranges.at(left + 1).last);
    for (std::uint32_t i = left + 1; i + 1 < count; ++i) ranges.at(i) = ranges.at(i + 1);
    --count;
}

void few_ranges::join_closest() {
    std::uint32_t closest = 0;
    for (std::uint32_t i = 1; i + 1 < count; ++i) {
        const auto gap = [this](std::uint32_t at) { return ranges.at(at + 1).first - ranges.at(at).last; };
        if (gap(i) < gap(closest)) closest = i;
    }
    join(closest);
}

void few_ranges::add(block_range added) {
    if (count == ranges.size()) join_closest();
    std::uint32_t at = 0;
    while (at < count && ranges.at(at).first < added.first) ++at;
    for (std::uint32_t i = count; i > at; --i) ranges.at(i) = ranges.at(i - 1);
    ranges.at(at) = added;
    ++count;
    // Those that touch become one.
    std::uint32_t left = at == 0 ? 0 : at - 1;
    while (left + 1 < count) {
        if (std::uint64_t{ranges.at(left).last} + 1 >= ranges.at(left + 1).first) {
            join(left);
        } else if (left >= at) {
            return;
        } else {
            ++left;
        }
    }
}

/// What transactions from a number on have written, until the next such window began.
struct window {
    std::uint64_t since;
    few_ranges blocks;
};

/// From the newest to the oldest, whatever the memory is.
constexpr std::size_t most_windows = 7;

} // namespace

/// A change buffer, that is: a file of one.
struct buffer_place {
    std::atomic<std::uint64_t> file; ///< 0: free
    slock_t lock;                    ///< of all that follows
    std::uint64_t since;             ///< of the present window; 0: there is none
    few_ranges blocks;               ///< written in it
    std::uint32_t ended;             ///< so many windows before it, oldest first
    std::array<window, most_windows> windows;
    bool left_is_known;
    bool left_any;
    change_origin left;
    TransactionId left_by; ///< whose commit makes it true; invalid: it is
    bool was_to_be_emptied;
    std::uint64_t last_use;
};

namespace {

using place = buffer_place;

struct shared_places {
    std::atomic<std::uint64_t> uses;
    std::array<place, 1024> all;
};

/// Places that a file may have.
constexpr std::size_t probed = 16;

shared_places* places = nullptr;
Size size_of_places() { return sizeof(shared_places); }

void initialise_places(void* memory) {
    for (place& one : static_cast<shared_places*>(memory)->all) SpinLockInit(&one.lock);
}

void set_places(void* memory) { places = static_cast<shared_places*>(memory); }

std::uint64_t file_of(const RelationData* buffer) {
    return (std::uint64_t{buffer->rd_locator.dbOid} << 32U) | buffer->rd_locator.relNumber;
}

place& probe(std::uint64_t file, std::size_t step) {
    return places->all.at((spread(file) + step) % places->all.size());
}

place* find(std::uint64_t file) {
    if (places == nullptr) return nullptr;
    for (std::size_t i = 0; i < probed; ++i) {
        place& one = probe(file, i);
        const std::uint64_t there = one.file.load();
        if (there == file) return &one;
        if (there == 0) return nullptr;
    }
    return nullptr;
}

/// Gives a place to another file, of which nothing is known. Its lock is held.
void give(place& one, std::uint64_t file) {
    one.since = 0;
    one.ended = 0;
    one.left_is_known = false;
    one.was_to_be_emptied = false;
    one.blocks.count = 0;
    one.file = file;
}

/// The place of a file; if it has none, the one that was not used for longest of those it may have.
place* find_or_take(std::uint64_t file) {
    if (places == nullptr) return nullptr;
    if (place* const known = find(file)) return known;
    place* oldest = nullptr;
    for (std::size_t i = 0; i < probed; ++i) {
        place& one = probe(file, i);
        if (one.file == 0) {
            oldest = &one;
            break;
        }
        if (oldest == nullptr || one.last_use < oldest->last_use) oldest = &one;
    }
    const spin_guard held(oldest->lock);
    give(*oldest, file);
    return oldest;
}

/// The window that is closest to the one before it, as seen from now: the older both are, the closer.
std::size_t closest_window(const place& one, std::uint64_t now) {
    const auto distance = [&](std::size_t i) {
        const auto apart = static_cast<double>(one.windows.at(i).since - one.windows.at(i - 1).since);
        return apart / (1.0 + static_cast<double>(now - one.windows.at(i).since));
    };
    std::size_t closest = 1;
    for (std::size_t i = 2; i < one.ended; ++i)
        if (distance(i) < distance(closest)) closest = i;
    return closest;
}

/// Ends the present window; where there are too many, two that are close to each other become one.
void end_window(place& one) {
    if (one.since == 0) return;
    if (one.ended == one.windows.size()) {
        const std::size_t gone = closest_window(one, one.since);
        one.windows.at(gone - 1).blocks.add(one.windows.at(gone).blocks);
        for (std::size_t i = gone; i + 1 < one.ended; ++i) one.windows.at(i) = one.windows.at(i + 1);
        --one.ended;
    }
    one.windows.at(one.ended++) = {.since = one.since, .blocks = one.blocks};
    one.blocks.count = 0;
    one.since = 0;
}

/// What was written since a window that begins at or before `oldest`; false if none does.
bool collect_since(place& one, std::uint64_t file, std::uint64_t oldest, few_ranges& found) {
    const spin_guard held(one.lock);
    if (one.file != file) return false;
    found.add(one.blocks);
    if (one.since != 0 && oldest >= one.since) return true;
    for (std::size_t i = one.ended; i > 0; --i) {
        found.add(one.windows.at(i - 1).blocks);
        if (oldest >= one.windows.at(i - 1).since) return true;
    }
    return false;
}

bool counts_now(TransactionId by) {
    return !TransactionIdIsValid(by) || TransactionIdIsCurrentTransactionId(by) || TransactionIdDidCommit(by);
}

} // namespace

void request_buffer_progress() {
    request_shared_memory({.name = "pg_trickle buffers",
                           .size = size_of_places,
                           .initialise = initialise_places,
                           .set_place = set_places});
}

buffer_place* find_place(const RelationData* buffer) noexcept { return find(file_of(buffer)); }

void note_block(buffer_place* place, block_number written) noexcept {
    const spin_guard held(place->lock);
    if (!place->blocks.has(written)) place->blocks.add({.first = written, .last = written});
}

block_ranges blocks_since(const RelationData* buffer, std::uint64_t oldest) {
    const std::uint64_t file = file_of(buffer);
    place* const one = find(file);
    few_ranges found{};
    if (one == nullptr || !collect_since(*one, file, oldest, found)) return {all_blocks};
    return {found.ranges.begin(), found.ranges.begin() + found.count};
}

std::uint64_t begin_count(const RelationData* buffer) {
    const std::uint64_t file = file_of(buffer);
    place* const one = find_or_take(file);
    if (one == nullptr) return 0;
    const std::uint64_t last_use = ++places->uses;
    {
        const spin_guard held(one->lock);
        if (one->file != file) return 0;
        one->last_use = last_use;
        end_window(*one);
    }
    // Who gets its number from here on finds the place, and counts in the new window.
    const std::uint64_t since = call([] { return U64FromFullTransactionId(ReadNextFullTransactionId()); });
    const spin_guard held(one->lock);
    if (one->file != file || one->since != 0) return 0; // another session was faster
    one->since = since;
    return since;
}

left_behind what_was_left(const RelationData* buffer) {
    const std::uint64_t file = file_of(buffer);
    place* const one = find(file);
    if (one == nullptr) return {};
    left_behind found;
    TransactionId by = InvalidTransactionId;
    {
        const spin_guard held(one->lock);
        if (one->file != file || !one->left_is_known) return {};
        found.is_known = true;
        if (one->left_any) found.oldest = one->left;
        by = one->left_by;
    }
    if (!call([by] { return counts_now(by); })) return {};
    return found;
}

void note_left(const RelationData* buffer, std::optional<change_origin> oldest, bool by_deleting) {
    const std::uint64_t file = file_of(buffer);
    place* const one = find(file);
    if (one == nullptr) return;
    const TransactionId by =
        by_deleting ? call([] { return GetCurrentTransactionIdIfAny(); }) : InvalidTransactionId;
    const spin_guard held(one->lock);
    if (one->file != file) return;
    one->left_is_known = true;
    one->left_any = oldest.has_value();
    one->left = oldest.value_or(change_origin{});
    one->left_by = by;
}

void also_left(const RelationData* buffer, std::optional<change_origin> left) {
    if (!left) return;
    const std::uint64_t file = file_of(buffer);
    place* const one = find(file);
    if (one == nullptr) return;
    const spin_guard held(one->lock);
    if (one->file != file || !one->left_is_known) return;
    one->left = one->left_any ? std::min(one->left, *left) : *left;
    one->left_any = true;
}

void forget_what_was_left(const RelationData* buffer) {
    place* const one = find(file_of(buffer));
    if (one == nullptr) return;
    const spin_guard held(one->lock);
    one->left_is_known = false;
}

bool may_be_emptied(const RelationData* buffer) {
    place* const one = find(file_of(buffer));
    if (one == nullptr) return false;
    const spin_guard held(one->lock);
    return !std::exchange(one->was_to_be_emptied, false);
}

void note_emptying(const RelationData* buffer) {
    place* const one = find(file_of(buffer));
    if (one == nullptr) return;
    const spin_guard held(one->lock);
    one->was_to_be_emptied = true;
}

} // namespace pgt::pg
