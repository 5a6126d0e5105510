#include "pg/settings.hpp"

#include "pg/guard.hpp"

extern "C" {
#include <catalog/namespace.h>
#include <utils/guc.h>
}

namespace pgt::pg {
namespace {

constexpr const char* safe_path = "pg_catalog, pg_temp";

} // namespace

void local_settings::begin() {
    if (level_ == 0) level_ = call([] { return NewGUCNestLevel(); });
}

void local_settings::set(const char* name, const std::string& value) {
    begin();
    const char* const text = value.c_str();
    call([=] { set_config_option(name, text, PGC_SUSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false); });
}

void local_settings::safe_search_path() {
    if (namespace_search_path != nullptr && strcmp(namespace_search_path, safe_path) == 0) return;
    set("search_path", safe_path);
}

local_settings::~local_settings() {
    if (level_ != 0) call_in_destructor([level = level_] { AtEOXact_GUC(false, level); });
}

} // namespace pgt::pg
