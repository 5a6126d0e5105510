/// Which stream tables in mode IMMEDIATE follow from changes of a table.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace pgt::ext {

/// The stream tables that read some relations, themselves or through each other.
class immediate_readers {
  public:
    enum class as_of : std::uint8_t {
        now,
        begin_of_statement, ///< what was found last: since a statement that changes a source began, no session can have added a reader
    };
    immediate_readers(std::span<const pg::oid> sources, as_of when);

    /// Each once, and after those that it reads.
    [[nodiscard]] const std::vector<pg::oid>& in_order() const noexcept { return order_; }
    /// Those among the sources that a reader reads directly, and the stream tables among them that it reads.
    [[nodiscard]] std::vector<pg::oid> sources_of(pg::oid reader) const;

  private:
    void visit(pg::oid relation, as_of when);

    std::map<pg::oid, std::vector<pg::oid>> direct_; ///< by what they read
    std::vector<pg::oid> order_;
};

} // namespace pgt::ext
