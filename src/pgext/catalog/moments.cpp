#include "catalog/moments.hpp"

#include "catalog/session.hpp"
#include "pg/access/catalog_table.hpp"
#include "pg/worker/change_notes.hpp"

#include <array>
#include <cstddef>
#include <vector>

namespace pgt::ext {
namespace {

constexpr std::size_t moments_key = 0;
constexpr std::size_t moment_column = 1;
constexpr std::size_t due_column = 2;

pg::catalog_layout& moments_layout() {
    static auto& columns =
        *new pg::catalog_layout("pgtrickle_catalog", "pgt_moments", {"pgt_id", "moment", "due"});
    return columns;
}

std::optional<table_moments> read(const pg::catalog_table& table, std::int64_t id) {
    const auto found = table.find(moments_key, static_cast<pg::datum>(id), pg::snapshot::latest());
    if (found.empty()) { return std::nullopt; }
    return table_moments{.contents = found.front().get<pg::moment>(moment_column),
                         .due = found.front().get<pg::moment>(due_column)};
}

template <class T> pg::assignment assigned(std::size_t column, T value) {
    return {.column = column, .value = pg::nullable_value<T>::to(value)};
}

} // namespace

std::optional<table_moments> moments_of(std::int64_t id) {
    return read(pg::catalog_table(moments_layout(), pg::lock_mode::access_share), id);
}

void note_moments(std::int64_t id, const table_moments& now) {
    const pg::catalog_table table(moments_layout(), pg::lock_mode::row_exclusive);
    if (read(table, id)) {
        return table.update(moments_key, static_cast<pg::datum>(id), [&](const pg::catalog_row& /*before*/) {
            return std::vector{assigned(moment_column, now.contents), assigned(due_column, now.due)};
        });
    }
    table.insert(std::array{assigned(moments_key, id), assigned(moment_column, now.contents),
                            assigned(due_column, now.due)});
    pg::note_definitions();
}

void forget_moments(std::int64_t id) {
    if (!moments_of(id)) { return; }
    const catalog_session session;
    session.sql().run(sql::build("delete from pgtrickle_catalog.pgt_moments where pgt_id = $1"), {}, id);
    pg::note_definitions();
}

} // namespace pgt::ext
