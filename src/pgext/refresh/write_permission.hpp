/// `write_permission`: lets a refresh write to a stream table.
#pragma once

#include "pg/boundary/declarations.hpp"

namespace pgt::ext {

/// While one lives, this session may write to the stream table, whose guard trigger refuses all other writes.
class write_permission {
  public:
    explicit write_permission(pg::oid table) noexcept;
    write_permission(const write_permission&) = delete;
    write_permission& operator=(const write_permission&) = delete;
    ~write_permission();

    [[nodiscard]] static bool is_given_for(pg::oid table) noexcept;

  private:
    pg::oid before_;
};

} // namespace pgt::ext
