#include "pg/access/invalidation.hpp"

#include <algorithm>

#include "pg/boundary/guard.hpp"

extern "C" {
#include <utils/inval.h>
#include <utils/syscache.h>
}

namespace pgt::pg {
namespace {

std::vector<relation_watch*>& watches() {
    static auto* const all =
        new std::vector<relation_watch*>; // lives as long as the process: the callback does
    return *all;
}

std::uint64_t rights_changed = 0;

void notice_rights(Datum /*argument*/, int /*cache*/, uint32 /*hash*/) { ++rights_changed; }

std::uint64_t calls_changed = 0;

void notice_calls(Datum /*argument*/, int /*cache*/, uint32 /*hash*/) { ++calls_changed; }

void notice_all(Datum /*argument*/, Oid relation) {
    ++rights_changed; // the grants on a relation are a part of its definition
    for (relation_watch* const one : watches()) one->notice(relation);
}

void listen() {
    static bool listening = false;
    if (listening) return;
    call([] {
        CacheRegisterRelcacheCallback(notice_all, 0);
        for (const int cache : {PROCOID, NAMESPACEOID, AUTHOID, AUTHMEMROLEMEM, DATABASEOID}) {
            CacheRegisterSyscacheCallback(cache, notice_rights, 0);
        }
        for (const int cache : {PROCOID, OPEROID, CASTSOURCETARGET}) {
            CacheRegisterSyscacheCallback(cache, notice_calls, 0);
        }
    });
    listening = true;
}

} // namespace

relation_watch::relation_watch(std::vector<oid> relations) : relations_(std::move(relations)) {
    std::ranges::sort(relations_);
    listen();
    watches().push_back(this);
}

relation_watch::~relation_watch() { std::erase(watches(), this); }

void relation_watch::notice(oid relation) noexcept {
    if (relation == no_oid || std::ranges::binary_search(relations_, relation)) triggered_ = true;
}

void announce_change(oid relation) {
    call([relation] {
        if (SearchSysCacheExists1(RELOID, ObjectIdGetDatum(relation)))
            CacheInvalidateRelcacheByRelid(relation);
    });
}

std::uint64_t changes_of_rights() {
    listen();
    return rights_changed;
}

std::uint64_t changes_of_calls() {
    listen();
    return calls_changed;
}

} // namespace pgt::pg
