/// What the columns of a circuit are made of, in the words of the query.
#pragma once

#include <pgt/bind/query.hpp>
#include <pgt/lower/block.hpp>
#include <pgt/lower/by_circuit.hpp>
#include <pgt/lower/leaf.hpp>
#include <pgt/lower/typing.hpp>

#include <iterator>
#include <vector>

namespace pgt::lower {

namespace detail {
class column_names {
  public:
    column_names(const bind::query& query, typing& types) : query_(query), types_(types) {}

    const std::vector<sql::text>& of(const circuit& c) {
        return known_.once(c, [&] { return c.visit([&](const auto& n) { return of_node(c, n); }); });
    }

  private:
    /// For people: what is longer is not read.
    static constexpr std::size_t longest = 200;

    static std::vector<sql::text> printed(const std::vector<expression>& list,
                                          const std::vector<sql::text>& names) {
        std::vector<sql::text> result;
        for (const auto& e : list) {
            auto text = e.print(names);
            result.push_back(text.str().size() > longest ? column_name(result.size()) : std::move(text));
        }
        return result;
    }
    std::vector<sql::text> of_table(const circuit& c, const std::string& name) {
        auto const index = source_index(query_, leaf_name(name).source);
        if (!index) { return plain_columns(types_.of(c).size()); }
        std::vector<sql::text> result;
        for (const auto& column : query_.sources[*index].relation.columns) {
            result.push_back(sql::from_server(column.name));
        }
        return result;
    }

    template <class Op, class... In>
    std::vector<sql::text> of_node(const circuit& c, const dbsp::node<Op, In...>& n) {
        if constexpr (requires { n.op.table; }) {
            return of_table(c, n.op.table);
        } else if constexpr (std::same_as<Op, dbsp::op::map<mapping>>) {
            auto const& in = of(std::get<0>(n.in));
            return n.op.fn.is_identity() ? in : printed(n.op.fn.columns(), in);
        } else if constexpr (requires { n.op.pairing; }) {
            auto names = of(std::get<0>(n.in));
            if (n.op.pairing.is_first()) { return names; }
            std::ranges::copy(of(std::get<1>(n.in)), std::back_inserter(names));
            return printed(n.op.pairing.columns(), names);
        } else if constexpr (std::same_as<Op, dbsp::op::aggregate<key, group_function>>) {
            auto const& in = of(std::get<0>(n.in));
            auto result = n.op.key.is_identity() ? in : printed(n.op.key.columns(), in);
            for (const auto& call : n.op.fn.calls()) { result.push_back(call.call.print(in)); }
            return result;
        } else if constexpr (sizeof...(In) > 0 && !std::same_as<typename Op::algebra, dbsp::recursive>) {
            return of(std::get<0>(n.in));
        } else {
            return plain_columns(types_.of(c).size());
        }
    }

    const bind::query& query_;
    typing& types_;
    by_circuit<std::vector<sql::text>> known_;
};
} // namespace detail

/// The columns of a circuit as expressions over the columns of its tables, for people to read; c1, c2, ... where they are made of
/// none, as in recursion.
[[nodiscard]] inline std::vector<sql::text> names_of_columns(const bind::query& query, typing& types,
                                                             const circuit& c) {
    return detail::column_names(query, types).of(c);
}

} // namespace pgt::lower
