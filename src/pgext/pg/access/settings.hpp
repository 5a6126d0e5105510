/// `local_settings`: settings of the server that hold for a while.
#pragma once

#include <span>
#include <string>

namespace pgt::pg {

struct setting_value {
    const char* name;
    const char* value; ///< as SHOW prints it
};

/// What a setting of the server's is now. Throws `error` if there is no such setting.
[[nodiscard]] std::string value_of_setting(const char* name);

/// Settings made through it hold as long as it lives; then those before return.
class local_settings {
  public:
    local_settings() = default;
    local_settings(const local_settings&) = delete;
    local_settings& operator=(const local_settings&) = delete;
    ~local_settings();

    /// From now on also what functions of users set meanwhile does not outlast this.
    void begin();
    /// Throws `error` if there is no such setting, or it must not have this value.
    void set(const char* name, const std::string& value);
    /// Sets those that have another value.
    void set_all(std::span<const setting_value> wanted);

    /// SQL of ours means what it says, whatever the settings of session, role and database are. Names without a schema are those
    /// of the system, then temporary relations and types: under this path no text of ours can be made to call something of a
    /// user's. Costs next to nothing if it holds already.
    void pin_language();
    /// Printed values mean what they say: definitions, and statements that are made of them, are printed and read under this.
    void pin_literals();

  private:
    int level_ = 0; // none
};

} // namespace pgt::pg
