/// `kept_state`: what one execution has begun and the next one uses again. For the sources that keep some.
#pragma once

#include "pg/access/invalidation.hpp"
#include "pg/boundary/guard.hpp"

#include <cstdint>
#include <utility>

extern "C" {
#include <miscadmin.h>
#include <utils/memutils.h>
}

namespace pgt::pg {

/// Its memory, and what it was begun under: functions may have to be looked up again, and whether they may be called. Plain data of the server's memory; its functions
/// only inside `call`.
struct kept_state {
    MemoryContext memory; ///< of all that was begun; null if nothing has been
    bool is_in_use; ///< if it is so before a run, an error ended the last one: what is kept is not whole
    int runs;
    Oid role; ///< who may call the functions
    std::uint64_t rights;

    /// Begun again after so many runs: what functions keep for themselves does not grow without end.
    static constexpr int most_runs = 500;

    [[nodiscard]] bool serves() const {
        return memory != nullptr && !is_in_use && runs < most_runs && role == GetUserId() &&
               rights == changes_of_rights();
    }
    /// As a whole, whatever has happened.
    void forget() {
        if (memory != nullptr) MemoryContextDelete(std::exchange(memory, nullptr));
    }
    /// In memory that is this one's from now on; what was begun before is forgotten.
    void begin(MemoryContext in) {
        memory = in;
        runs = 0;
        role = GetUserId();
        rights = changes_of_rights();
    }
    void begin_run() {
        is_in_use = true;
        ++runs;
    }
    void end_run() { is_in_use = false; }
};

} // namespace pgt::pg
