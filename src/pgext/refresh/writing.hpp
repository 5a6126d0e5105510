/// `writing`: permission to change a stream table.
#pragma once

#include "pg/boundary/declarations.hpp"

namespace pgt::ext {

/// As long as one lives, this session may write to the stream table: the guard on it lets nobody else.
class writing {
  public:
    explicit writing(pg::oid table) noexcept;
    writing(const writing&) = delete;
    writing& operator=(const writing&) = delete;
    ~writing();

    [[nodiscard]] static bool allowed(pg::oid table) noexcept;

  private:
    pg::oid before_;
};

} // namespace pgt::ext
