/// What the columns of a circuit are made of, in the words of the query.
#pragma once

#include <pgt/bind/query.hpp>
#include <pgt/lower/block.hpp>
#include <pgt/lower/leaf.hpp>
#include <pgt/lower/typing.hpp>

#include <iterator>
#include <vector>

namespace pgt::lower {

/// The columns of a circuit as expressions over the columns of its tables, for people to read; c1, c2, ... where they are made of
/// none, as in recursion.
[[nodiscard]] inline std::vector<sql::text> names_of_columns(const bind::query& query, typing& types,
                                                             const circuit& c) {
    auto const printed = [](const std::vector<expression>& list, const std::vector<sql::text>& names) {
        std::vector<sql::text> result;
        for (const auto& e : list) { result.push_back(e.print(names)); }
        return result;
    };
    return c.visit([&]<class Op, class... In>(const dbsp::node<Op, In...>& n) -> std::vector<sql::text> {
        if constexpr (requires { n.op.table; }) {
            std::vector<sql::text> result;
            auto const index = source_index(query, leaf_name(n.op.table).source);
            if (!index) { return detail::plain_columns(types.of(c).size()); }
            for (const auto& column : query.sources[*index].relation.columns) {
                result.push_back(sql::from_server(column.name));
            }
            return result;
        } else if constexpr (std::same_as<Op, dbsp::op::map<mapping>>) {
            auto in = names_of_columns(query, types, std::get<0>(n.in));
            return n.op.fn.is_identity() ? in : printed(n.op.fn.columns(), in);
        } else if constexpr (requires { n.op.pairing; }) {
            auto names = names_of_columns(query, types, std::get<0>(n.in));
            if (n.op.pairing.is_first()) { return names; }
            std::ranges::copy(names_of_columns(query, types, std::get<1>(n.in)), std::back_inserter(names));
            return printed(n.op.pairing.columns(), names);
        } else if constexpr (std::same_as<Op, dbsp::op::aggregate<key, group_function>>) {
            auto const in = names_of_columns(query, types, std::get<0>(n.in));
            auto result = n.op.key.is_identity() ? in : printed(n.op.key.columns(), in);
            for (const auto& call : n.op.fn.calls()) { result.push_back(call.call.print(in)); }
            return result;
        } else if constexpr (sizeof...(In) > 0 && !std::same_as<typename Op::algebra, dbsp::recursive>) {
            return names_of_columns(query, types, std::get<0>(n.in));
        } else {
            return detail::plain_columns(types.of(c).size());
        }
    });
}

} // namespace pgt::lower
