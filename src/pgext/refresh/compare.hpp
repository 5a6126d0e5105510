/// `compare_contents`: whether a stream table and its states hold what its query gives.
#pragma once

#include "definition/prepared.hpp"
#include "pg/access/snapshot.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace pgt::ext {

/// A row that is stored and should not be, or should be and is not.
struct differing_row {
    std::string relation; ///< the stream table, or a state
    bool is_missing = false;
    std::string contents; ///< JSON of its columns
};

struct comparison {
    std::int64_t missing = 0; ///< rows that the stream table lacks
    std::int64_t surplus = 0; ///< rows that it should not have
    std::int64_t of_states = 0;
    std::vector<differing_row> rows; ///< the first of them
    double ms = 0;

    [[nodiscard]] bool is_equal() const { return missing == 0 && surplus == 0 && of_states == 0; }
};

/// Makes the states and the table equal to the query as `under` sees its sources, as `merge_contents` does, and says what differed. All changes
/// that `under` sees have to be applied already. Sums of floating point numbers, whose last digits depend on the order of their rows, differ if they
/// differ in their first twelve digits. The caller decides by a subtransaction whether that is kept.
[[nodiscard]] comparison compare_contents(prepared_table& prepared, const pg::snapshot& under,
                                          std::size_t most_rows);

} // namespace pgt::ext
