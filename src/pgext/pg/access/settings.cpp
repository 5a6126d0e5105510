#include "pg/access/settings.hpp"

#include "pg/boundary/guard.hpp"

#include <array>

extern "C" {
#include <catalog/namespace.h>
#include <parser/parse_expr.h>
#include <parser/parser.h>
#include <utils/array.h>
#include <utils/builtins.h>
#include <utils/guc.h>
}

namespace pgt::pg {
namespace {

constexpr const char* safe_path = "pg_catalog, pg_temp";

constexpr std::array language{
    setting_value{"search_path", safe_path},
    setting_value{"standard_conforming_strings", "on"},
    setting_value{"array_nulls", "on"},
    setting_value{"transform_null_equals", "off"},
    setting_value{"quote_all_identifiers", "off"},
};

/// With each of them, printed values are read back as the same values.
constexpr std::array literals{
    setting_value{"standard_conforming_strings", "on"},
    setting_value{"array_nulls", "on"},
    setting_value{"transform_null_equals", "off"},
    setting_value{"DateStyle", "ISO, MDY"},
    setting_value{"IntervalStyle", "postgres"},
    setting_value{"TimeZone", "GMT"},
    setting_value{"extra_float_digits", "1"},
    setting_value{"bytea_output", "hex"},
    setting_value{"lc_monetary", "C"},
    setting_value{"xmloption", "content"},
};

/// All but the path.
bool is_usual() {
    return standard_conforming_strings && Array_nulls && !Transform_null_equals && !quote_all_identifiers;
}

bool has_safe_path() {
    return namespace_search_path != nullptr && strcmp(namespace_search_path, safe_path) == 0;
}

void change(const char* name, const char* value) {
    set_config_option(name, value, PGC_SUSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
}

bool has(const setting_value& wanted) {
    const char* const now = GetConfigOption(wanted.name, true, false);
    return now != nullptr && strcmp(now, wanted.value) == 0;
}

} // namespace

std::string value_of_setting(const char* name) {
    return call([=] { return GetConfigOption(name, false, false); });
}

void local_settings::begin() {
    if (level_ == 0) level_ = call([] { return NewGUCNestLevel(); });
}

void local_settings::set(const char* name, const std::string& value) {
    const setting_value one{.name = name, .value = value.c_str()};
    set_all({&one, 1});
}

void local_settings::set_all(std::span<const setting_value> wanted) {
    call([&] {
        for (const setting_value& one : wanted) {
            if (has(one)) continue;
            if (level_ == 0) level_ = NewGUCNestLevel();
            change(one.name, one.value);
        }
    });
}

/// Without looking settings up by name, all of which statements need that change one row.
void local_settings::pin_language() {
    if (!is_usual()) return set_all(language);
    if (has_safe_path()) return;
    begin();
    call([] {
        static config_handle* const path = get_config_handle("search_path");
        (void)set_config_with_handle("search_path", path, safe_path, PGC_SUSET, PGC_S_SESSION, InvalidOid,
                                     GUC_ACTION_SAVE, true, 0, false);
    });
}

void local_settings::pin_literals() { set_all(literals); }

local_settings::~local_settings() {
    if (level_ != 0) call_in_destructor([level = level_] { AtEOXact_GUC(false, level); });
}

} // namespace pgt::pg
