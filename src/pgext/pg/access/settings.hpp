/// `local_settings`: temporary values of the server's settings.
#pragma once

#include <span>
#include <string>

namespace pgt::pg {

struct setting_value {
    const char* name;
    const char* value; ///< as SHOW prints it
};

/// The current value of a setting. Throws `error` if there is no such setting.
[[nodiscard]] std::string value_of_setting(const char* name);

/// Settings made through it hold during its lifetime; then the previous values return.
class local_settings {
  public:
    local_settings() = default;
    local_settings(const local_settings&) = delete;
    local_settings& operator=(const local_settings&) = delete;
    ~local_settings();

    /// From now on settings that functions of users make do not outlast this either.
    void begin();
    /// Throws `error` if there is no such setting, or it must not have this value.
    void set(const char* name, const std::string& value);
    /// Sets those that have another value.
    void set_all(std::span<const setting_value> wanted);

    /// The meaning of our own SQL does not depend on the settings of session, role and database. Names without a schema are those of the system, then temporary relations and types: under this path our own SQL cannot be made to call functions of a user. Nearly free if it holds already.
    void pin_language();
    /// Printed values are read back as the same values: definitions, and statements generated from them, are printed and read under these settings.
    void pin_literals();

  private:
    int level_ = 0; // none
};

} // namespace pgt::pg
