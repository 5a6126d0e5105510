#include "ddl/family.hpp"

#include "capture/capture.hpp"
#include "catalog/store.hpp"
#include "lifecycle/sources.hpp"
#include "pg/access/lookup.hpp"
#include "pg/ddl/family.hpp"

#include <algorithm>
#include <format>
#include <string>
#include <vector>

namespace pgt::ext {
namespace {

void recompute_readers(pg::oid source, const std::string& reason) {
    for (const stream_table& reader : readers_of(source)) { mark_for_reinit(reader.id, reason); }
}

bool is_out_of_reach(pg::oid partition) { return pg::has_kind(partition, 'f') || pg::is_unlogged(partition); }

/// The partitions that a source has gained and lost.
struct difference {
    std::vector<pg::oid> come;
    std::vector<pg::oid> gone;
};

difference compare(const std::vector<pg::oid>& before, const std::vector<pg::oid>& now) {
    difference found;
    for (const pg::oid one : now) {
        if (!std::ranges::contains(before, one)) { found.come.push_back(one); }
    }
    for (const pg::oid one : before) {
        if (!std::ranges::contains(now, one)) { found.gone.push_back(one); }
    }
    return found;
}

/// Rows of a foreign partition cannot be collected for transition tables of the triggers above it: with them, the statement would fail.
void stop_capturing(pg::oid source, const std::vector<pg::oid>& tables) {
    for (const pg::oid table : tables) {
        if (pg::has_kind(table, 'p')) { release_partition(source, table); }
    }
}

void follow_partitions(pg::oid source, const std::vector<pg::oid>& noted) {
    const std::vector<pg::oid> partitions = pg::with_descendants(source);
    const difference changed = compare(noted, partitions);
    if (changed.come.empty() && changed.gone.empty()) { return; }
    for (const pg::oid table : changed.gone) { release_partition(source, table); }
    const std::string name = pg::name_of_relation(source).value().for_people();
    if (std::ranges::any_of(changed.come, is_out_of_reach)) {
        stop_capturing(source, partitions);
        recompute_readers(source, std::format("a partition of \"{}\" cannot be captured", name));
    } else {
        for (const pg::oid table : changed.come) { capture_partition(source, table); }
        const bool brings_rows = std::ranges::any_of(changed.come, pg::may_have_rows);
        if (brings_rows || !changed.gone.empty()) {
            recompute_readers(source, std::format("a partition of \"{}\" was {}", name,
                                                  brings_rows ? "attached" : "detached"));
        }
    }
    set_partitions(source, partitions);
}

void follow_source(pg::oid source) {
    const auto noted = pg::find_buffer(source) ? noted_partitions(source) : std::nullopt;
    if (!noted) { return; }
    if (pg::has_parent(source)) {
        recompute_readers(source, std::format("\"{}\" has become a part of another table",
                                              pg::name_of_relation(source).value().for_people()));
    } else if (pg::has_plain_children(source)) {
        recompute_readers(
            source, std::format("\"{}\" has got a child", pg::name_of_relation(source).value().for_people()));
    } else if (pg::has_kind(source, 'p')) {
        follow_partitions(source, *noted);
    }
}

} // namespace

void follow_family(pg::oid table) {
    follow_source(table);
    for (const pg::oid parent : pg::all_parents(table)) { follow_source(parent); }
    // A source below it may have become a grandchild.
    for (const pg::oid child : pg::with_descendants(table)) {
        if (child != table) { follow_source(child); }
    }
}

} // namespace pgt::ext
