#include "pg/worker/worker_settings.hpp"

#include <array>
#include <string>

#include "pg/boundary/guard.hpp"

extern "C" {
#include <storage/proc.h>
#include <utils/guc.h>
#include <utils/guc_tables.h>
}

namespace pgt::pg {
namespace {

struct pinned {
    const char* name;
    const char* value;
};

constexpr std::array<pinned, 25> all = {{
    // First, so that the rest is set with all rights.
    {"role", "none"},
    // What ends transactions or processes.
    {"statement_timeout", "0"},
    {"transaction_timeout", "0"},
    {"idle_in_transaction_session_timeout", "0"},
    {"idle_session_timeout", "0"},
    {"client_connection_check_interval", "0"},
    {"exit_on_error", "off"},
    // All tables of the database wait with it.
    {"lock_timeout", "1s"},
    // What a transaction is.
    {"default_transaction_isolation", "read committed"},
    {"default_transaction_read_only", "off"},
    {"default_transaction_deferrable", "off"},
    {"session_replication_role", "origin"},
    // What texts mean.
    {"search_path", "pg_catalog, pg_temp"},
    {"standard_conforming_strings", "on"},
    {"backslash_quote", "safe_encoding"},
    {"array_nulls", "on"},
    {"transform_null_equals", "off"},
    {"quote_all_identifiers", "off"},
    {"timezone_abbreviations", "Default"},
    // What statements find.
    {"row_security", "on"},
    {"gin_fuzzy_search_limit", "0"},
    {"restrict_nonsystem_relation_kind", ""},
    {"ignore_checksum_failure", "off"},
    {"zero_damaged_pages", "off"},
    {"event_triggers", "on"},
}};

/// Functions of users run in this process, and may set these for themselves, which would end it: an error of theirs, or a sleep, is no reason for that.
bool stays_off(bool* value, void** /*extra*/, GucSource /*source*/) {
    *value = false;
    return true;
}
bool stays_zero(int* value, void** /*extra*/, GucSource /*source*/) {
    *value = 0;
    return true;
}

void keep_for_good() {
    reinterpret_cast<config_bool*>(find_option("exit_on_error", false, false, ERROR))->check_hook = stays_off;
    reinterpret_cast<config_int*>(find_option("transaction_timeout", false, false, ERROR))->check_hook =
        stays_zero;
}

} // namespace

void pin_settings() {
    for (const pinned& one : all)
        call([&one] { SetConfigOption(one.name, one.value, PGC_SUSET, PGC_S_SESSION); });
    call(keep_for_good);
}

void set_lock_timeout(std::chrono::milliseconds longest) {
    if (LockTimeout == longest.count()) return;
    const std::string value = std::to_string(longest.count());
    call([&value] { SetConfigOption("lock_timeout", value.c_str(), PGC_SUSET, PGC_S_SESSION); });
}

} // namespace pgt::pg
