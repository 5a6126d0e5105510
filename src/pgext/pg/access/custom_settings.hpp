/// Settings of the server's (GUCs): descriptions of them, and how the server learns of them.
#pragma once

#include <span>
#include <string>
#include <variant>

namespace pgt::pg {

/// Who may change a setting, and when.
enum class setting_context : char {
    user,          ///< anybody, at any time
    superuser,     ///< whoever has the right, at any time
    configuration, ///< the configuration of the server, for all sessions alike
};

struct toggle {
    bool* value;                  ///< holds the default before the server knows it
    bool is_of_scheduler = false; ///< who sets it in a session is told that it is of no use there
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

/// Makes them known and reserves the prefix. Call it once, when the module is loaded.
void define_settings(std::span<const setting> settings);

} // namespace pgt::pg
