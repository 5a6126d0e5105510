/// Which databases have a slot in the shared memory.
#include "scheduler/launcher.hpp"
#include "scheduler/slot_state.hpp"

#include <algorithm>

namespace pgt::ext {

void launcher::release_slots(const std::vector<pg::oid>& databases) {
    for (pg::shared_database& slot : state_.databases()) {
        const bool is_gone = !std::ranges::contains(databases, slot.id.load());
        if (is_gone && !runs(slot)) { slot.id = pg::no_oid; }
    }
}

/// A free slot, or that of a resting scheduler, preferably of one that is not wanted; null: all are in use.
pg::shared_database* launcher::claim(pg::oid database) {
    const auto found = std::ranges::find_if(state_.databases(), [](const pg::shared_database& slot) {
        return slot.id == pg::no_oid && !runs(slot);
    });
    pg::shared_database* slot = found == state_.databases().end() ? nullptr : &*found;
    for (pg::shared_database& one : state_.databases()) {
        if (slot != nullptr && (slot->id == pg::no_oid || !slot->wanted)) { break; }
        if (one.ended == pg::ending::to_rest && !runs(one)) { slot = &one; }
    }
    if (slot == nullptr) { return nullptr; }
    const pg::oid before = slot->id.exchange(database);
    if (before != pg::no_oid) { evict(*slot, before); }
    slot->free_until = 0;
    return slot;
}

/// The launcher remembers what the slot holds about the database that loses it. A writer checks after it has marked a source whether the slot
/// is still that of its database.
void launcher::evict(pg::shared_database& slot, pg::oid database) {
    known& about = known_[database];
    about.is_unslotted = true;
    about.due = slot.due;
    about.is_wanted = slot.wanted.exchange(false) || !slot.changed.take().none();
    slot.is_complete = false;
    slot.has_prepared = false;
    slot.due = 0;
    slot.ended = pg::ending::unexpected;
}

} // namespace pgt::ext
