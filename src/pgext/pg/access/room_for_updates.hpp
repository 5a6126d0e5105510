/// `room_for_updates`: lets rows be stored with room beside them.
#pragma once

#include "pg/access/relation.hpp"

#include <utility>
#include <vector>

namespace pgt::pg {

/// While one lives, this session leaves a part of each page free in which it inserts rows of a table, for later versions of these rows. Tables whose owner has
/// chosen a fillfactor, and tables of another access method, are filled as they would be.
///
/// The server's storage parameter would do more than that: it also says how much of a page has to be free if a reader is not to look for versions that can be
/// removed. So the parameter is only in this session's description of the table, which the server replaces by that of the catalog afterwards.
class room_for_updates {
  public:
    /// Of the table and its partitions, which are locked as by an INSERT; with `is_wanted` false it changes nothing. Throws `error`.
    room_for_updates(oid table, bool is_wanted);
    room_for_updates(const room_for_updates&) = delete;
    room_for_updates& operator=(const room_for_updates&) = delete;

  private:
    /// A table whose description says that room is left.
    class described {
      public:
        explicit described(relation table) noexcept : table_(std::move(table)) {}
        described(described&&) noexcept = default;
        described& operator=(described&&) = delete;
        ~described();

      private:
        relation table_;
    };

    std::vector<described> all_;
};

} // namespace pgt::pg
