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

/// For shared memory: memory that is all zero is an empty one. An oid that finds no place marks all of them.
///
/// Who makes something visible and then marks it, and who takes the marks and then looks, do not miss each other.
template <std::size_t Places> class shared_marks {
  public:
    struct taken {
        std::vector<oid> some;
        bool all = false; ///< any other oid may have been marked, too
        [[nodiscard]] bool none() const { return some.empty() && !all; }
    };

    /// Says whether it was not marked before: then who empties it has to be told. Of no_oid nothing is kept.
    [[nodiscard]] bool mark(oid one) noexcept {
        for (std::size_t i = 0; i < probed; ++i) {
            if (const auto found = put(places_[(std::size_t{one} * spread + i) % Places], one)) {
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
            if (places_[(std::size_t{one} * spread + i) % Places] == one) { return true; }
        }
        return false;
    }
    [[nodiscard]] bool has_any() const noexcept {
        return all_ || std::ranges::any_of(places_, [](const auto& place) { return place != no_oid; });
    }

    [[nodiscard]] taken take() {
        taken result{.some = {}, .all = all_.load() && all_.exchange(false)};
        for (std::atomic<oid>& place : places_) {
            if (place.load() == no_oid) { continue; }
            if (const oid one = place.exchange(no_oid); one != no_oid) { result.some.push_back(one); }
        }
        return result;
    }

  private:
    static constexpr std::size_t probed = 16; ///< places that an oid may have
    static constexpr std::size_t spread = 2654435761U;

    enum class placed : bool { before, now };

    /// Nothing if the place holds another oid.
    static std::optional<placed> put(std::atomic<oid>& place, oid one) noexcept {
        oid found = place.load();
        if (found == no_oid && place.compare_exchange_strong(found, one)) { return placed::now; }
        return found == one ? std::optional(placed::before) : std::nullopt;
    }

    std::array<std::atomic<oid>, Places> places_;
    std::atomic<bool> all_;
};

} // namespace pgt::pg
