/// `kept_settings`: values of settings that are compared again and again.
#pragma once

#include "pg/access/settings.hpp"

#include <cstddef>
#include <span>
#include <vector>

struct config_generic;

namespace pgt::pg {

/// Settings of the server's own, looked up once: those that a module defines are compared by name.
class kept_settings {
  public:
    kept_settings() = default;
    /// The names and values have to outlast it. Throws `error` if the server has no such setting.
    explicit kept_settings(std::span<const setting_value> wanted);

    /// Whether all of them have these values now.
    [[nodiscard]] bool are_in_force() const;
    /// Sets those that have another value now.
    void put_in_force(local_settings& into) const;

  private:
    struct one {
        setting_value wanted;
        config_generic* known; ///< null where it has to be looked up each time

        /// Only inside `call`.
        [[nodiscard]] bool is_in_force() const;
    };
    std::vector<one> all_;
};

} // namespace pgt::pg
