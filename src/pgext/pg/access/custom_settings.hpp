/// Settings of the extension (GUCs): their descriptions and their registration.
#pragma once

#include <span>
#include <string>
#include <variant>

namespace pgt::pg {

/// Which roles may change a setting, and when.
enum class setting_context : char {
    user,          ///< every role, at any time
    superuser,     ///< roles with the privilege, at any time
    configuration, ///< the configuration of the server, for all sessions alike
};

struct toggle {
    bool* value;                  ///< holds the default before the server knows it
    bool is_of_scheduler = false; ///< a SET in a session reports that it has no effect there
};
struct whole_number {
    int* value;
    int least;
    int greatest;
};
struct fraction {
    double* value;
    double least;
    double greatest;
};
struct choice {
    int* value; ///< an index into `names`
    std::span<const char* const> names;
};

struct setting {
    const char* name;  ///< with the prefix "pg_trickle."
    const char* about; ///< one sentence
    const char* more;  ///< further sentences, or empty
    setting_context context;
    std::variant<toggle, whole_number, fraction, choice> kind;
};

/// Registers them and reserves the prefix. Call it once, when the module is loaded.
void define_settings(std::span<const setting> settings);

} // namespace pgt::pg
