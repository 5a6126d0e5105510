/// `apply_result`: what a statement did to a stream table.
#pragma once

#include <cstdint>

namespace pgt::ext {

struct apply_result {
    std::int64_t inserted = 0;
    std::int64_t updated = 0;
    std::int64_t deleted = 0;
    double plan_ms = 0; ///< milliseconds to make and plan the statement, where that was necessary
    double apply_ms = 0;
};

} // namespace pgt::ext
