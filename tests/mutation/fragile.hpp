/// A function that fails at a call, for laws about steps that fail.
#pragma once

#include "laws.hpp"

namespace laws {

inline int calls_left = -1; ///< until `fragile` throws; negative: never

struct fragile {
    row operator()(const row& r) const {
        if (calls_left == 0) { throw 1; }
        --calls_left;
        return r;
    }
};

} // namespace laws
