#include "circuit/windowed.hpp"

#include "circuit/aggregated.hpp"
#include "circuit/ordered.hpp"
#include "circuit/partition.hpp"

#include <cstddef>
#include <cstdint>
#include <variant>

namespace pgt::detail {

namespace {

/// An argument of a call for a row.
value argument(const window_call& call, std::size_t i, const row& columns) {
    return call.of.call.args()[i].evaluate(columns);
}

/// lag and lead: the value `offset` rows further on, or the default.
value shifted(const window_call& call, const partition& rows, std::size_t i, std::int64_t direction) {
    auto const args = call.of.call.args().size();
    auto const offset = args > 1 ? argument(call, 1, rows.at(i)) : value(std::int64_t{1});
    if (!offset) { return {}; }
    auto const target = static_cast<std::int64_t>(i) + direction * std::get<std::int64_t>(*offset);
    if (target >= 0 && target < static_cast<std::int64_t>(rows.size())) {
        return argument(call, 0, rows.at(static_cast<std::size_t>(target)));
    }
    return args > 2 ? argument(call, 2, rows.at(i)) : value();
}

value of_frame(const window_call& call, const partition& rows, std::size_t i) {
    auto const frame = rows.frame(i);
    if (call.kind == window_kind::aggregate) {
        weighted_rows seen;
        for (std::size_t const j : frame) { seen.add(rows.at(j), 1); }
        return aggregated(call.of, seen);
    }
    if (frame.empty()) { return {}; }
    return argument(call, 0, rows.at(call.kind == window_kind::first_value ? frame.front() : frame.back()));
}

value result(const window_call& call, const partition& rows, std::size_t i) {
    switch (call.kind) {
    case window_kind::row_number: return static_cast<std::int64_t>(i + 1);
    case window_kind::rank: return static_cast<std::int64_t>(rows.first_peer(i) + 1);
    case window_kind::dense_rank: return static_cast<std::int64_t>(rows.peer_group(i) + 1);
    case window_kind::lag: return shifted(call, rows, i, -1);
    case window_kind::lead: return shifted(call, rows, i, 1);
    case window_kind::server: throw not_evaluable("only PostgreSQL can compute this window function");
    default: return of_frame(call, rows, i);
    }
}

} // namespace

std::vector<row> windowed(const std::vector<window_call>& calls,
                          const dbsp::zset<row, dbsp::default_weight>& rows) {
    auto const input = repeated(rows);
    auto output = input;
    for (const auto& call : calls) {
        for (const auto& members : partitions_of(call.over, input)) {
            const partition here(call.over, input, members);
            for (std::size_t i = 0; i < members.size(); ++i) {
                output[members[i]].push_back(result(call, here, i));
            }
        }
    }
    return output;
}

} // namespace pgt::detail
