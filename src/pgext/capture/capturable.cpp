#include "capture/capturable.hpp"

#include "pg/access/identity.hpp"
#include "pg/access/lookup.hpp"
#include "pg/access/relation.hpp"
#include "pg/capture/source_triggers.hpp"
#include "pg/ddl/family.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <format>
#include <string_view>

namespace pgt::ext {
namespace {

user_error refusal(const char* what, pg::oid source) {
    return {sqlstate::feature_not_supported,
            std::format("{} \"{}\" cannot be maintained incrementally", what, pg::printed_name(source))};
}

/// Why changes of a table cannot be captured; empty if they can.
std::string_view obstacle(const pg::relation& table) {
    if (table.kind() != 'r' && table.kind() != 'p') {
        return "It is not a table of this server, so no trigger sees what changes in it.";
    }
    if (table.is_temporary()) { return "It is temporary: other sessions cannot read it."; }
    if (table.is_unlogged()) {
        return "It is unlogged: a crash of the server would empty it without notice.";
    }
    return {};
}

} // namespace

bool is_out_of_reach(pg::oid member) { return !pg::may_have_triggers(member) || pg::is_unlogged(member); }

void refuse_uncapturable(pg::oid source) {
    if (pg::is_unlogged(source)) {
        throw refusal("unlogged table", source)
            .detail("A crash empties it without notice.")
            .hint("Use refresh mode FULL, or ALTER TABLE ... SET LOGGED.");
    }
    std::vector<pg::oid> below = pg::with_descendants(source);
    std::erase(below, source);
    if (std::ranges::none_of(below, is_out_of_reach)) { return; }
    if (pg::has_kind(source, 'p')) {
        throw refusal("partitioned table", source)
            .detail("One of its partitions is foreign or unlogged.")
            .hint("Use refresh mode FULL.");
    }
    throw refusal("table with inheritance children", source)
        .detail("One of its children is foreign, temporary or unlogged.")
        .hint("Use refresh mode FULL.");
}

namespace {
void refuse_columns_of_partitions(pg::oid source, std::string_view mode) {
    if (!pg::computes_in_partitions(source)) { return; }
    throw user_error(sqlstate::feature_not_supported,
                     std::format("partitioned table \"{}\" is not supported in refresh mode {}",
                                 pg::printed_name(source), mode))
        .detail("It has stored generated columns and a partition with another order of columns: the triggers "
                "of an INSERT "
                "do not see what is computed there.")
        .hint("Use refresh mode DIFFERENTIAL or AUTO.");
}
} // namespace

void refuse_rows_by_statement(pg::oid source, std::string_view mode) {
    refuse_columns_of_partitions(source, mode);
    if (!pg::is_changed_by_others(source)) { return; }
    const bool is_parent = pg::has_plain_children(source);
    throw user_error(sqlstate::feature_not_supported,
                     std::format("{} \"{}\" is not supported in refresh mode {}",
                                 is_parent                       ? "table with inheritance children"
                                 : pg::ancestors(source).empty() ? "inheritance child"
                                                                 : "partition",
                                 pg::printed_name(source), mode))
        .detail(is_parent ? "The triggers of a statement that names one of its children do not see it."
                          : "Statements that name its parent change it without firing its triggers for "
                            "statements.")
        .hint("Use refresh mode DIFFERENTIAL or AUTO.");
}

bool may_capture(pg::oid owner, pg::oid source) { return pg::may_create_triggers(owner, source); }

void refuse_unless_capturable(pg::oid table) {
    const pg::relation open(table, pg::lock_mode::access_share);
    const std::string_view why = obstacle(open);
    if (why.empty()) { return; }
    throw user_error(sqlstate::feature_not_supported,
                     std::format("cannot capture changes of \"{}.{}\"", open.schema(), open.name()))
        .detail(std::string(why))
        .hint("Use refresh mode FULL.");
}

bool may_mark(pg::oid owner, pg::oid source) {
    if (!std::ranges::all_of(pg::family_of(source), pg::may_have_triggers)) { return false; }
    return may_capture(owner, source) &&
           std::ranges::all_of(pg::all_parents(source),
                               [owner](pg::oid parent) { return may_capture(owner, parent); });
}

void require_capture_right(pg::oid owner, pg::oid source) {
    if (may_capture(owner, source)) { return; }
    throw user_error(
        sqlstate::insufficient_privilege,
        std::format("permission denied to capture changes of table \"{}\"", pg::printed_name(source)))
        .detail("Incremental maintenance puts triggers on the tables that the query reads, for which the "
                "owner of "
                "the stream table needs the privilege TRIGGER on them.")
        .hint(std::format("GRANT TRIGGER ON {} TO {}, or use refresh mode FULL.", pg::printed_name(source),
                          pg::user_name(owner)));
}

} // namespace pgt::ext
