/// `quarantined`: a query over the rows for which its expressions can be computed.
///
/// Below each operator that computes something which may raise an error, a filter keeps the rows for which it raises none:
///
///     map(e, in)  =>  map(e, filter(error_of(e) IS NULL, in))
///
/// The rows that it leaves out are a query, too.  They are stored as a state, and follow changes as any state does: a row that changes is
/// computed again.  So the result is exactly that of the query over the rows that are left.
#pragma once

#include <pgt/bind/query.hpp>
#include <pgt/lower/facts/typing.hpp>
#include <pgt/stage/cut.hpp>

#include <cstdint>
#include <vector>

namespace pgt::stage {

/// What an error in an expression over a row does.
enum class row_errors : std::uint8_t {
    stop,       ///< the refresh fails
    quarantine, ///< the row is left out
};

/// Lets the query read the first key of each source, so that rows which are left out can be told apart.
void read_keys(bind::query& query);

struct quarantined_query {
    circuit root;
    /// The rows that are left out, one cut for each operator that leaves some out.  `root` does not contain them.
    std::vector<cut> left_out;
};

/// Errors: `user_error` 0A000 where the rows to be left out are not determined: an expression of a join that reads both sides, of a
/// recursion, of the clock, or a function in FROM that may raise an error of its own.
[[nodiscard]] quarantined_query quarantined(const bind::query& query, lower::typing& types);

} // namespace pgt::stage
