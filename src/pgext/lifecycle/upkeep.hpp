/// `upkeep`: permission to alter a stream table.
#pragma once

namespace pgt::ext {

/// During its lifetime, DDL on stream tables is the extension's own, which is not refused.
class upkeep {
  public:
    upkeep() noexcept;
    upkeep(const upkeep&) = delete;
    upkeep& operator=(const upkeep&) = delete;
    ~upkeep();

    [[nodiscard]] static bool is_under_way() noexcept;

  private:
    bool before_;
};

} // namespace pgt::ext
