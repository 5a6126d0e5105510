#include "refresh/try_apply.hpp"

#include "definition/provable.hpp"
#include "pg/boundary/error.hpp"
#include "pg/boundary/subtransaction.hpp"

#include <pgt/error.hpp>

#include <format>

namespace pgt::ext {
namespace {

bool is_about_data(const std::string& sqlstate) {
    return sqlstate.starts_with("22") || sqlstate.starts_with("21");
}

/// Errors of data, such as a division by zero or a scalar subquery with two rows, and inconsistencies need no introduction.
apply_failure described(const pg::error& failed) {
    const std::string state = failed.sqlstate();
    const bool is_inconsistent = state == sqlstate::data_corrupted;
    if (is_inconsistent || is_about_data(state)) { return {is_inconsistent, failed.what()}; }
    return {false,
            std::format("PostgreSQL refuses the statement that applies its changes: {}", failed.what())};
}

} // namespace

std::expected<apply_result, apply_failure> try_apply(prepared_table& prepared, const delta_batch& batch,
                                                     const pg::snapshot& under) {
    return try_to([&] { return apply(prepared, batch, under); });
}

std::expected<apply_result, apply_failure> try_to(const std::function<apply_result()>& work) {
    try {
        pg::subtransaction attempt;
        const apply_result done = work();
        attempt.commit();
        return done;
    } catch (const pg::error& failed) {
        const bool is_inconsistent = failed.sqlstate() == sqlstate::data_corrupted;
        if (!is_inconsistent && !refuses_statement(failed.sqlstate())) { throw; }
        return std::unexpected(described(failed));
    }
}

} // namespace pgt::ext
