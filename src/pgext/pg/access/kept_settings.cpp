#include "pg/access/kept_settings.hpp"

#include <algorithm>

#include "pg/boundary/guard.hpp"

extern "C" {
#include <utils/guc.h>
#include <utils/guc_tables.h>
}

namespace pgt::pg {
namespace {

/// Those of modules may be replaced, and their record with them.
config_generic* lasting(const char* name) {
    config_generic* const found = find_option(name, false, false, ERROR);
    return found->group == CUSTOM_OPTIONS ? nullptr : found;
}

/// As `GetConfigOption` shows it.
const char* shown(config_generic* setting) {
    switch (setting->vartype) {
    case PGC_BOOL: return *reinterpret_cast<config_bool*>(setting)->variable ? "on" : "off";
    case PGC_STRING: return *reinterpret_cast<config_string*>(setting)->variable;
    case PGC_ENUM: {
        auto* const choice = reinterpret_cast<config_enum*>(setting);
        return config_enum_lookup_by_value(choice, *choice->variable);
    }
    default: return GetConfigOption(setting->name, true, false);
    }
}

bool has(const char* now, const char* wanted) { return now != nullptr && strcmp(now, wanted) == 0; }

} // namespace

kept_settings::kept_settings(std::span<const setting_value> wanted) {
    for (const setting_value& each : wanted)
        all_.push_back({.wanted = each, .known = call([&] { return lasting(each.name); })});
}

bool kept_settings::are_in_force() const {
    return call([this] {
        return std::ranges::all_of(all_, [](const one& each) {
            const char* const now =
                each.known == nullptr ? GetConfigOption(each.wanted.name, true, false) : shown(each.known);
            return has(now, each.wanted.value);
        });
    });
}

} // namespace pgt::pg
