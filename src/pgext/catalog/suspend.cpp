#include "catalog/suspend.hpp"

#include "catalog/rows.hpp"
#include "pg/access/snapshot.hpp"
#include "pg/value/clock.hpp"
#include "pg/worker/change_notes.hpp"

#include <vector>

namespace pgt::ext {
namespace {

template <class T> pg::assignment set(std::size_t column, const T& value) {
    return {.column = column, .value = pg::nullable_value<T>::to(value)};
}

} // namespace

void suspend_for_failed_upkeep(std::int64_t id, const std::string& message, const std::string& sqlstate) {
    pg::note_definitions();
    // Without SQL, which needs a snapshot: there is none when a transaction commits.
    pg::catalog_table(table_layout(), pg::lock_mode::row_exclusive)
        .update(table_column("pgt_id"), static_cast<pg::datum>(id), [&](const pg::catalog_row& before) {
            constexpr std::size_t errors = table_column("consecutive_errors");
            return std::vector{set(table_column("status"), name_of(table_status::suspended)),
                               set(errors, before.get<std::int32_t>(errors) + 1),
                               set(table_column("last_error_message"), message),
                               set(table_column("last_error_sqlstate"), sqlstate),
                               set(table_column("last_error_at"), pg::now())};
        });
    pg::count_command();
}

} // namespace pgt::ext
