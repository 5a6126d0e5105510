/// `lowered_query`: a query with its types, and the circuits of its changes.
///
///     incrementalize -> resolve -> push restrictions down -> narrow -> push restrictions down -> cast
#pragma once

#include <pgt/bind/query.hpp>
#include <pgt/lower/facts/typing.hpp>
#include <pgt/lower/piece/source_set.hpp>

namespace pgt::lower {

struct lowered_query {
    bind::query query;
    typing types;

    lowered_query(bind::query q, const bind::catalog& catalog);
    lowered_query(const lowered_query&) = delete;
    lowered_query& operator=(const lowered_query&) = delete;

    /// Restrictions moved down to the tables.
    [[nodiscard]] circuit pushed(const circuit& c);
    /// How a piece of the query changes when the sources in `changed` do.
    circuit changes(const circuit& c, const source_set& changed);

  private:
    circuit of_types(const circuit& c, const row_type& wanted);
};

} // namespace pgt::lower
