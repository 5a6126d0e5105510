/// `local_settings`: settings of the server that hold for a while.
#pragma once

#include <string>

namespace pgt::pg {

/// Settings made through it hold as long as it lives; then those before return.
class local_settings {
  public:
    local_settings() = default;
    local_settings(const local_settings&) = delete;
    local_settings& operator=(const local_settings&) = delete;
    ~local_settings();

    /// Throws `error` if there is no such setting, or it must not have this value.
    void set(const char* name, const std::string& value);
    /// Names without a schema are those of the system, then temporary ones: under this path no text of ours can be
    /// made to call something of a user's. Costs next to nothing if it holds already.
    void safe_search_path();

  private:
    void begin();

    int level_ = 0; // none
};

} // namespace pgt::pg
