/// `stage_queries`: the pieces of a query as queries of their own.
#pragma once

#include <pgt/bind/query.hpp>
#include <pgt/lower/facts/typing.hpp>
#include <pgt/stage/split.hpp>

#include <vector>

namespace pgt::stage {

/// What a stored piece looks like to those that read it: an unnamed relation with a key where its rows have one.
[[nodiscard]] bind::source source_of(const bind::query& query, lower::typing& types, const circuit& node,
                                     std::size_t index);

/// The query of each stored piece, and last what remains of `query`.  All of them have the same sources: those of `query`, then the
/// stored pieces.
[[nodiscard]] std::vector<bind::query> stage_queries(const bind::query& query, lower::typing& types,
                                                     const pieces& cut);

} // namespace pgt::stage
