#include "pg/access/custom_settings.hpp"

#include "pg/boundary/guard.hpp"

extern "C" {
#include <access/xact.h>
#include <miscadmin.h>
#include <utils/guc.h>
}

namespace pgt::pg {
namespace {

GucContext context_of(const setting& one) {
    switch (one.context) {
    case setting_context::user: return PGC_USERSET;
    case setting_context::configuration: return PGC_SIGHUP;
    default: return PGC_SUSET;
    }
}

/// Called by the server when a setting is to be changed.
bool tell_of_scheduler(bool* /*value*/, void** /*extra*/, GucSource source) {
    if (source == PGC_S_SESSION && MyBackendType == B_BACKEND && IsTransactionState()) {
        ereport(NOTICE, (errmsg("this setting is the scheduler's: it makes no difference in a session"),
                         errhint("Use ALTER SYSTEM or ALTER DATABASE, and SELECT pg_reload_conf().")));
    }
    return true;
}

void define(const setting& one, const toggle& kind) {
    call([&] {
        DefineCustomBoolVariable(one.name, one.about, one.more, kind.value, *kind.value, context_of(one), 0,
                                 kind.is_of_scheduler ? tell_of_scheduler : nullptr, nullptr, nullptr);
    });
}

void define(const setting& one, const whole_number& kind) {
    call([&] {
        DefineCustomIntVariable(one.name, one.about, one.more, kind.value, *kind.value, kind.least,
                                kind.greatest, context_of(one), 0, nullptr, nullptr, nullptr);
    });
}

void define(const setting& one, const fraction& kind) {
    call([&] {
        DefineCustomRealVariable(one.name, one.about, one.more, kind.value, *kind.value, kind.least,
                                 kind.greatest, context_of(one), 0, nullptr, nullptr, nullptr);
    });
}

void define(const setting& one, const choice& kind) {
    call([&] {
        auto* const options = static_cast<config_enum_entry*>(
            MemoryContextAllocZero(TopMemoryContext, (kind.names.size() + 1) * sizeof(config_enum_entry)));
        for (std::size_t i = 0; i < kind.names.size(); ++i) {
            options[i] = {.name = kind.names[i], .val = static_cast<int>(i), .hidden = false};
        }
        DefineCustomEnumVariable(one.name, one.about, one.more, kind.value, *kind.value, options,
                                 context_of(one), 0, nullptr, nullptr, nullptr);
    });
}

} // namespace

void define_settings(std::span<const setting> settings) {
    for (const setting& one : settings) {
        std::visit([&](const auto& kind) { define(one, kind); }, one.kind);
    }
    call([] { MarkGUCPrefixReserved("pg_trickle"); });
}

} // namespace pgt::pg
