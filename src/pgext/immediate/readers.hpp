/// Which stream tables in mode IMMEDIATE follow from changes of a table.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <map>
#include <span>
#include <vector>

namespace pgt::ext {

/// The stream tables that read some relations, themselves or through each other, as of now.
class immediate_readers {
  public:
    explicit immediate_readers(std::span<const pg::oid> sources);

    /// Each once, and after those that it reads.
    [[nodiscard]] const std::vector<pg::oid>& in_order() const noexcept { return order_; }
    /// Those among the sources that a reader reads directly, and the stream tables among them that it reads.
    [[nodiscard]] std::vector<pg::oid> sources_of(pg::oid reader) const;

  private:
    void visit(pg::oid relation);

    std::map<pg::oid, std::vector<pg::oid>> direct_; ///< by what they read
    std::vector<pg::oid> order_;
};

} // namespace pgt::ext
