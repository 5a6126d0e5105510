/// `shared_marks`: a small set of oids that many processes add to and one empties.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <optional>
#include <vector>

namespace pgt::pg {

/// For shared memory: memory that is all zero is an empty set. If there is no slot for an oid, all oids count as marked.
///
/// Nothing is missed if writers commit before they mark, and the reader takes the marks before it looks.
template <std::size_t Slots> class shared_marks {
  public:
    struct taken {
        std::vector<oid> some;
        bool all = false; ///< any other oid may have been marked, too
        [[nodiscard]] bool none() const { return some.empty() && !all; }
    };

    /// Returns whether it was not marked before: then the process that empties the set has to be told. no_oid is ignored.
    [[nodiscard]] bool mark(oid one) noexcept {
        for (std::size_t i = 0; i < probed; ++i) {
            if (const auto found = put(slots_[(std::size_t{one} * spread + i) % Slots], one)) {
                return *found == placed::now;
            }
        }
        return mark_all();
    }
    [[nodiscard]] bool mark_all() noexcept { return !all_.exchange(true); }

    /// Whether it is marked, or may be.
    [[nodiscard]] bool has(oid one) const noexcept {
        if (all_) { return true; }
        for (std::size_t i = 0; i < probed; ++i) {
            if (slots_[(std::size_t{one} * spread + i) % Slots] == one) { return true; }
        }
        return false;
    }
    [[nodiscard]] bool has_any() const noexcept {
        return all_ || std::ranges::any_of(slots_, [](const auto& slot) { return slot != no_oid; });
    }

    [[nodiscard]] taken take() {
        taken result{.some = {}, .all = all_.load() && all_.exchange(false)};
        for (std::atomic<oid>& slot : slots_) {
            if (slot.load() == no_oid) { continue; }
            if (const oid one = slot.exchange(no_oid); one != no_oid) { result.some.push_back(one); }
        }
        return result;
    }

  private:
    static constexpr std::size_t probed = 16; ///< slots that an oid may have
    static constexpr std::size_t spread = 2654435761U;

    enum class placed : bool { before, now };

    /// Nothing if the slot holds another oid.
    static std::optional<placed> put(std::atomic<oid>& slot, oid one) noexcept {
        oid found = slot.load();
        if (found == no_oid && slot.compare_exchange_strong(found, one)) { return placed::now; }
        return found == one ? std::optional(placed::before) : std::nullopt;
    }

    std::array<std::atomic<oid>, Slots> slots_;
    std::atomic<bool> all_;
};

} // namespace pgt::pg
