#include "pg/buffer_progress.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "pg/guard.hpp"

extern "C" {
#include <access/transam.h>
#include <access/xact.h>
#include <storage/ipc.h>
#include <storage/lwlock.h>
#include <storage/procarray.h>
#include <storage/shmem.h>
#include <storage/spin.h>
#include <utils/rel.h>
}

namespace pgt::pg {
namespace {

/// What transactions from a number on have written, until the next such window began.
struct window {
    std::uint64_t since;
    block_number lowest;
};

/// A change buffer, that is: a file of one. Who asks holds the lock, writers do without.
struct place {
    std::atomic<std::uint64_t> file; ///< 0: free
    lowest_block lowest;             ///< of the present window
    slock_t lock;
    std::uint64_t since; ///< of the present window; 0: there is none
    std::uint32_t ended; ///< so many windows before it, oldest first
    std::array<window, 7> windows;
    bool left_is_known;
    bool left_any;
    change_origin left;
    TransactionId left_by; ///< whose commit makes it true; invalid: it is
    bool was_to_be_emptied;
    std::uint64_t last_use;
};

struct shared_places {
    std::atomic<std::uint64_t> uses;
    std::array<place, 1024> all;
};

/// Places that a file may have.
constexpr std::size_t probed = 16;

shared_places* places = nullptr;
shmem_request_hook_type request_before = nullptr;
shmem_startup_hook_type startup_before = nullptr;

void request() {
    if (request_before != nullptr) request_before();
    RequestAddinShmemSpace(sizeof(shared_places));
}

void start() {
    if (startup_before != nullptr) startup_before();
    bool found = false;
    LWLockAcquire(AddinShmemInitLock, LW_EXCLUSIVE);
    auto* const memory =
        static_cast<shared_places*>(ShmemInitStruct("pg_trickle buffers", sizeof(shared_places), &found));
    if (!found) {
        memset(static_cast<void*>(memory), 0, sizeof *memory);
        for (place& one : memory->all) SpinLockInit(&one.lock);
    }
    places = memory;
    LWLockRelease(AddinShmemInitLock);
}

std::uint64_t file_of(const RelationData* buffer) {
    return (std::uint64_t{buffer->rd_locator.dbOid} << 32U) | buffer->rd_locator.relNumber;
}

place& probe(std::uint64_t file, std::size_t step) {
    constexpr std::uint64_t spread = 0x9E3779B97F4A7C15U;
    constexpr unsigned high_bits = 40;
    return places->all.at(((file * spread >> high_bits) + step) % places->all.size());
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

/// Holds the lock of a place, for a few instructions. Nothing may raise an error meanwhile.
class locked_place {
  public:
    explicit locked_place(place& one) noexcept : one_(one) { SpinLockAcquire(&one_.lock); }
    locked_place(const locked_place&) = delete;
    locked_place& operator=(const locked_place&) = delete;
    ~locked_place() { SpinLockRelease(&one_.lock); }

  private:
    place& one_;
};

/// Gives a place to another file, of which nothing is known. Its lock is held.
void give(place& one, std::uint64_t file) {
    one.since = 0;
    one.ended = 0;
    one.left_is_known = false;
    one.was_to_be_emptied = false;
    one.lowest = no_block;
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
    const locked_place held(*oldest);
    give(*oldest, file);
    return oldest;
}

/// Ends the present window; where there are too many, two that are close to each other become one.
void end_window(place& one) {
    if (one.since == 0) return;
    const window ended{.since = one.since, .lowest = one.lowest.exchange(no_block)};
    if (one.ended == one.windows.size()) {
        std::size_t closest = 1;
        double least = std::numeric_limits<double>::max();
        for (std::size_t i = 1; i < one.windows.size(); ++i) {
            const std::uint64_t next = i + 1 < one.windows.size() ? one.windows.at(i + 1).since : ended.since;
            const auto span = static_cast<double>(next - one.windows.at(i - 1).since);
            const double distance = span / (1.0 + static_cast<double>(ended.since - one.windows.at(i).since));
            if (distance < least) {
                least = distance;
                closest = i;
            }
        }
        window& kept = one.windows.at(closest - 1);
        kept.lowest = std::min(kept.lowest, one.windows.at(closest).lowest);
        std::copy(one.windows.begin() + static_cast<std::ptrdiff_t>(closest) + 1, one.windows.end(),
                  one.windows.begin() + static_cast<std::ptrdiff_t>(closest));
        --one.ended;
    }
    one.windows.at(one.ended++) = ended;
}

bool counts_now(TransactionId by) {
    return !TransactionIdIsValid(by) || TransactionIdIsCurrentTransactionId(by) || TransactionIdDidCommit(by);
}

} // namespace

void request_buffer_progress() {
    request_before = shmem_request_hook;
    shmem_request_hook = request;
    startup_before = shmem_startup_hook;
    shmem_startup_hook = start;
}

lowest_block* find_lowest_block(const RelationData* buffer) noexcept {
    place* const found = find(file_of(buffer));
    return found == nullptr ? nullptr : &found->lowest;
}

block_number first_block_of(const RelationData* buffer, std::uint64_t oldest) {
    const std::uint64_t file = file_of(buffer);
    place* const one = find(file);
    if (one == nullptr) return 0;
    const locked_place held(*one);
    if (one->file != file || one->since == 0) return 0;
    block_number lowest = one->lowest;
    if (oldest >= one->since) return lowest;
    for (std::size_t i = one->ended; i > 0; --i) {
        lowest = std::min(lowest, one->windows.at(i - 1).lowest);
        if (oldest >= one->windows.at(i - 1).since) return lowest;
    }
    return 0;
}

std::uint64_t begin_count(const RelationData* buffer) {
    const std::uint64_t file = file_of(buffer);
    place* const one = find_or_take(file);
    if (one == nullptr) return 0;
    const std::uint64_t last_use = ++places->uses;
    {
        const locked_place held(*one);
        if (one->file != file) return 0;
        one->last_use = last_use;
        end_window(*one);
        one->since = 0;
    }
    // Who gets its number from here on finds the place, and counts in the new window.
    const std::uint64_t since = call([] { return U64FromFullTransactionId(ReadNextFullTransactionId()); });
    const locked_place held(*one);
    if (one->file != file || one->since != 0) return 0; // another session was faster
    one->since = since;
    return since;
}

bool nothing_written_since(const RelationData* buffer, std::uint64_t transaction) {
    return transaction != 0 && first_block_of(buffer, transaction) == no_block;
}

left_behind what_was_left(const RelationData* buffer) {
    const std::uint64_t file = file_of(buffer);
    place* const one = find(file);
    if (one == nullptr) return {};
    left_behind found;
    TransactionId by = InvalidTransactionId;
    {
        const locked_place held(*one);
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
    const locked_place held(*one);
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
    const locked_place held(*one);
    if (one->file != file || !one->left_is_known) return;
    one->left = one->left_any ? std::min(one->left, *left) : *left;
    one->left_any = true;
}

void forget_what_was_left(const RelationData* buffer) {
    place* const one = find(file_of(buffer));
    if (one == nullptr) return;
    const locked_place held(*one);
    one->left_is_known = false;
}

bool may_be_emptied(const RelationData* buffer) {
    place* const one = find(file_of(buffer));
    if (one == nullptr) return false;
    const locked_place held(*one);
    return !std::exchange(one->was_to_be_emptied, false);
}

void note_emptying(const RelationData* buffer) {
    place* const one = find(file_of(buffer));
    if (one == nullptr) return;
    const locked_place held(*one);
    one->was_to_be_emptied = true;
}

} // namespace pgt::pg
