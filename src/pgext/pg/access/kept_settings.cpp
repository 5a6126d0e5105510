#include "pg/access/kept_settings.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

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

/// Whether it is shown by its digits alone.
bool is_plain_number(const config_generic* setting) {
    return setting->vartype == PGC_INT && (setting->flags & GUC_UNIT) == 0 &&
           reinterpret_cast<const config_int*>(setting)->show_hook == nullptr;
}

bool has_number(config_generic* setting, std::string_view wanted) {
    std::array<char, 16> digits{};
    const int now = *reinterpret_cast<config_int*>(setting)->variable;
    const auto end = std::to_chars(digits.begin(), digits.end(), now).ptr;
    return wanted == std::string_view(digits.begin(), end);
}

bool has(const char* now, const char* wanted) { return now != nullptr && strcmp(now, wanted) == 0; }

} // namespace

kept_settings::kept_settings(std::span<const setting_value> wanted) {
    for (const setting_value& each : wanted)
        all_.push_back({.wanted = each, .known = call([&] { return lasting(each.name); })});
}

bool kept_settings::one::is_in_force() const {
    if (known == nullptr) return has(GetConfigOption(wanted.name, true, false), wanted.value);
    return is_plain_number(known) ? has_number(known, wanted.value) : has(shown(known), wanted.value);
}

bool kept_settings::are_in_force() const {
    return call([this] { return std::ranges::all_of(all_, &one::is_in_force); });
}

void kept_settings::put_in_force(local_settings& into) const {
    for (const one& each : all_) {
        if (!call([&] { return each.is_in_force(); })) into.set_all({&each.wanted, 1});
    }
}

} // namespace pgt::pg
