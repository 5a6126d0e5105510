#include "refresh/compare.hpp"

#include "pg/access/lookup.hpp"
#include "pg/access/relation.hpp"
#include "pg/access/written_rows.hpp"
#include "pg/boundary/error_context.hpp"
#include "pg/query/user_triggers.hpp"
#include "pg/query/whole_statement.hpp"
#include "pg/value/clock.hpp"
#include "refresh/row_image.hpp"
#include "refresh/run_statement.hpp"
#include "refresh/write_permission.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace pgt::ext {
namespace {

/// So many rows are compared by their text, where the merge has replaced some: rows that differ by rounding alone are equal. More of them do
/// not differ by rounding alone.
constexpr std::int64_t most_compared = 1000;

/// A row that the merge has inserted or deleted: by `image` it is compared, by `contents` shown.
struct written_row {
    std::string image;
    std::string contents;
};

/// The rows of a relation that its writer has marked in the system column `mark`, as `under` sees them.
std::vector<written_row> marked_rows(const pg::relation& relation, const sql::text& target, const char* mark,
                                     std::uint32_t writer, const pg::snapshot& under) {
    const std::vector<pg::column> columns = relation.columns();
    const sql::text text = sql::build(
        "select {}, to_jsonb(__pgt_shown)::text from {} as __pgt_stored"
        " cross join lateral (select {}) as __pgt_shown where __pgt_stored.{} = $1::xid order by 1 limit {}",
        image_of_row(columns), target, shown_columns(columns), sql::ident{mark}, most_compared);
    const pg::spi session;
    const pg::statement marked = pg::whole_statement(session, text, pg::types<std::string_view>());
    const pg::result rows =
        marked.run(session, {.under = &under, .read_only = true}, std::string_view(std::to_string(writer)));
    std::vector<written_row> all;
    for (std::size_t i = 0; i < rows.size(); ++i) { all.push_back({rows.text(i, 0), rows.text(i, 1)}); }
    return all;
}

/// What a merge did to one relation.
struct merged_stage {
    std::int64_t missing = 0;
    std::int64_t surplus = 0;
    std::vector<written_row> of_missing;
    std::vector<written_row> of_surplus;
};

/// Removes the pairs of rows with the same image.
void cancel(merged_stage& stage) {
    std::map<std::string, std::size_t> images;
    for (const written_row& one : stage.of_surplus) { ++images[one.image]; }
    std::map<std::string, std::size_t> paired;
    std::erase_if(stage.of_missing, [&](const written_row& one) {
        const auto found = images.find(one.image);
        if (found == images.end() || found->second == 0) { return false; }
        --found->second;
        ++paired[one.image];
        return true;
    });
    std::erase_if(stage.of_surplus, [&](const written_row& one) {
        const auto found = paired.find(one.image);
        if (found == paired.end() || found->second == 0) { return false; }
        --found->second;
        return true;
    });
    stage.missing = static_cast<std::int64_t>(stage.of_missing.size());
    stage.surplus = static_cast<std::int64_t>(stage.of_surplus.size());
}

merged_stage merge_stage(prepared_table& prepared, std::size_t number, const pg::snapshot& under) {
    const prepared_stage& of = prepared.stages()[number];
    pg::count_command();
    const pg::snapshot before = pg::snapshot::latest();
    const std::uint32_t writer = pg::mark_of_writer();
    apply_result done;
    {
        const write_permission permission(of.relation);
        pg::stopwatch clock;
        done = run_statement(prepared, prepared.full(number), {}, under, clock);
    }
    merged_stage stage{.missing = done.inserted + done.updated,
                       .surplus = done.deleted + done.updated,
                       .of_missing = {},
                       .of_surplus = {}};
    if (stage.missing == 0 && stage.surplus == 0) { return stage; }
    pg::count_command();
    const pg::snapshot after = pg::snapshot::latest();
    const rounded_images rounding;
    const pg::relation relation(of.relation, pg::lock_mode::access_share);
    stage.of_surplus = marked_rows(relation, of.target, "xmax", writer, before);
    stage.of_missing = marked_rows(relation, of.target, "xmin", writer, after);
    if (std::max(stage.missing, stage.surplus) <= most_compared) { cancel(stage); }
    return stage;
}

void add(comparison& to, merged_stage stage, const prepared_stage& of, bool is_table, std::size_t most_rows) {
    if (is_table) {
        to.missing = stage.missing;
        to.surplus = stage.surplus;
    } else {
        to.of_states += stage.missing + stage.surplus;
    }
    const std::string name = pg::printed_name(of.relation);
    const auto take = [&](std::vector<written_row>& rows, bool is_missing) {
        for (written_row& one : rows) {
            if (to.rows.size() >= most_rows) { return; }
            to.rows.push_back(
                {.relation = name, .is_missing = is_missing, .contents = std::move(one.contents)});
        }
    };
    take(stage.of_surplus, false);
    take(stage.of_missing, true);
}

} // namespace

comparison compare_contents(prepared_table& prepared, const pg::snapshot& under, std::size_t most_rows) {
    const pg::error_context context("comparison with its query");
    const pg::without_user_triggers silent(true);
    comparison found;
    pg::stopwatch clock;
    for (std::size_t i = 0; i < prepared.stages().size(); ++i) {
        add(found, merge_stage(prepared, i, under), prepared.stages()[i], i + 1 == prepared.stages().size(),
            most_rows);
    }
    found.ms = clock.lap();
    return found;
}

} // namespace pgt::ext
