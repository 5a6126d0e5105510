/// The types of the columns of a circuit, and which of them may be NULL.
#pragma once

#include <pgt/bind/query.hpp>
#include <pgt/lower/leaf.hpp>
#include <pgt/lower/recursion.hpp>
#include <pgt/lower/resolve.hpp>

#include <array>
#include <map>
#include <vector>

namespace pgt::lower {

/// What is known of a column of a circuit.
struct column_type {
    bind::type_info type; ///< an empty name where it is not known
    bool nullable = true;
};
using row_type = std::vector<column_type>;

/// NULL of a known type.
[[nodiscard]] inline sql::text typed_null(const bind::type_info& type) {
    auto const null = sql::build("CAST(NULL AS {})", sql::from_server(type.name));
    return type.collation.empty() ? null
                                  : sql::build("({} COLLATE {})", null, sql::from_server(type.collation));
}

/// Types follow from those of the sources; of expressions the catalog is asked, by a query over typed NULLs, so that it need not know
/// what the circuit reads.  Where one input leaves a type open (a bare NULL) the other decides.
class typing {
  public:
    typing(const bind::query& query, const bind::catalog& types) : query_(query), types_(types) {}

    const row_type& of(const circuit& c) {
        return known_.once(c, [&] { return c.visit([&](const auto& n) { return of_node(n); }); });
    }

    /// The columns of `fn(row)`.
    row_type of_expressions(const std::vector<expression>& list, const row_type& in) const {
        row_type result(list.size());
        std::vector<std::size_t> unknown;
        for (std::size_t i = 0; i < list.size(); ++i) {
            if (auto const column = list[i].as_column()) {
                result[i] = in.at(*column);
            } else {
                auto const& constant = list[i].known();
                result[i].nullable = !list[i].is_constant() || (constant && !*constant);
                if (!is_bare_null(list[i])) { unknown.push_back(i); }
            }
        }
        ask(result, unknown, in, [&](std::size_t i, auto names) { return list[i].print(names); });
        return result;
    }

    /// The rows of a leaf that is no source of the query.
    void give(const std::string& leaf, row_type rows) { given_[leaf] = std::move(rows); }

    /// The type that PostgreSQL finds for values of both.
    [[nodiscard]] bind::type_info common_type(const bind::type_info& a, const bind::type_info& b) const {
        if (a.name == b.name && a.collation == b.collation) {
            auto result = a;
            result.image_is_equality = a.image_is_equality && b.image_is_equality && !is_of_any_scale(a);
            return result;
        }
        return types_.describe(sql::build("SELECT {} UNION ALL SELECT {}", typed_null(a), typed_null(b)), 1)
            .at(0);
    }

    /// What `=` between values of the two means.  Where two collations differ, PostgreSQL may take neither.
    [[nodiscard]] bind::join_equality compared(const bind::type_info& a, const bind::type_info& b) {
        bool const same = a.name == b.name && a.collation == b.collation;
        if (a.name.empty() || b.name.empty() || (same && a.equality == "OPERATOR(pg_catalog.=)")) {
            return {};
        }
        if (a.collation != b.collation && !a.collation.empty() && !b.collation.empty()) {
            return {.groups = false, .tells_left_apart = false, .tells_right_apart = false};
        }
        auto const [known, is_new] =
            compared_.try_emplace({a.name, a.collation, b.name, b.collation}, bind::join_equality());
        if (is_new) { known->second = types_.compare(a, b); }
        return known->second;
    }

  private:
    /// Numerics of which an expression may give those of one scale; another expression may give those of another.
    static bool is_of_any_scale(const bind::type_info& type) { return type.name == "numeric"; }

    template <class Op, class... In> row_type of_node(const dbsp::node<Op, In...>& n) {
        using detail::is_a;
        auto const input = [&]<std::size_t I>(std::integral_constant<std::size_t, I>) -> const row_type& {
            return of(std::get<I>(n.in));
        };
        [[maybe_unused]] std::integral_constant<std::size_t, 0> const first;
        [[maybe_unused]] std::integral_constant<std::size_t, 1> const second;
        if constexpr (requires { n.op.table; }) {
            return of_source(n.op.table);
        } else if constexpr (sizeof...(In) == 0) {
            return of_iterate(n.op);
        } else if constexpr (is_a<Op, dbsp::op::map>) {
            return n.op.fn.is_identity() ? input(first) : of_expressions(n.op.fn.columns(), input(first));
        } else if constexpr (is_a<Op, dbsp::op::aggregate>) {
            return of_groups(n.op.key, n.op.fn, input(first));
        } else if constexpr (requires { n.op.pad_b; } && requires { n.op.pad_a; }) {
            return of_pair(n.op.pairing, nullable(input(first)), nullable(input(second)));
        } else if constexpr (requires { n.op.pad_a; }) {
            return of_pair(n.op.pairing, input(first), nullable(input(second)));
        } else if constexpr (requires { n.op.pad_b; }) {
            return of_pair(n.op.pairing, nullable(input(first)), input(second));
        } else if constexpr (requires { n.op.pairing; }) {
            return of_pair(n.op.pairing, input(first), input(second));
        } else if constexpr (detail::is_fixpoint<Op>) {
            return of_fixpoint(n);
        } else if constexpr (requires { n.op.on; } || requires { n.op.change_key; } || sizeof...(In) == 1) {
            return input(first);
        } else {
            return either(input(first), input(second));
        }
    }

    row_type of_source(const std::string& name) const {
        if (auto const given = given_.find(name); given != given_.end()) { return given->second; }
        auto const index = source_index(query_, leaf_name(name).source);
        row_type result;
        if (!index) { return of_constants(name); }
        for (const auto& column : query_.sources[*index].relation.columns) {
            result.push_back({column.type, !column.not_null});
        }
        return result;
    }
    /// Of a list of VALUES; of any other leaf nothing.
    row_type of_constants(const std::string& name) const {
        auto const* const list = find_constants(query_, name);
        if (list == nullptr) { return {}; }
        auto const width = list->rows.front().size();
        auto const columns = plain_names(width);
        auto const asked = sql::build("SELECT {} FROM ({}) AS t ({})", sql::join(columns, ", "),
                                      values_text(*list), sql::join(columns, ", "));
        row_type result(width);
        auto const types = types_.describe(asked, width);
        for (std::size_t i = 0; i < width; ++i) {
            result[i].type = types.at(i);
            result[i].nullable =
                !std::ranges::all_of(list->rows, [&](const auto& row) { return is_never_null(row[i]); });
        }
        return result;
    }
    static bool is_never_null(const expression& e) {
        auto const& constant = e.known();
        return e.is_constant() && constant && *constant;
    }
    static std::vector<sql::text> plain_names(std::size_t width) {
        std::vector<sql::text> names;
        for (std::size_t i = 0; i < width; ++i) { names.push_back(sql::build("c{}", i + 1)); }
        return names;
    }
    template <class Op> row_type of_iterate(const Op& op) const {
        if constexpr (requires { op.index; }) {
            return imports_.at({op.scope, op.index});
        } else {
            return iterates_.at(op.scope);
        }
    }
    /// The rows of a recursion are those of the part that starts it.  A column may be NULL where either part has NULLs; whether the
    /// step has some depends on the iterate, so that there are none is assumed until the step shows some.
    template <class Op, class... In> row_type of_fixpoint(const dbsp::node<Op, In...>& n) {
        std::size_t index = 0;
        for (const auto& in : detail::inputs_of(n)) { imports_[{n.op.scope, index++}] = of(in); }
        auto const parts = recursion_of(n.op.body);
        auto rows = of(parts.start);
        while (weakened(rows, tried(n.op.scope, rows).of(parts.step))) {}
        return iterates_[n.op.scope] = std::move(rows);
    }
    /// The same knowledge, with an assumption on an iterate.
    [[nodiscard]] typing tried(std::uint64_t scope, const row_type& iterate) const {
        typing result(query_, types_);
        result.given_ = given_;
        result.imports_ = imports_;
        result.iterates_ = iterates_;
        result.iterates_[scope] = iterate;
        return result;
    }
    /// What `step` may have that was not known yet: NULLs, and equal values that look different.  Whether that is any news.
    static bool weakened(row_type& rows, const row_type& step) {
        bool news = false;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            auto& [type, nullable] = rows[i];
            bool const new_nulls = step.at(i).nullable && !nullable;
            bool const new_images =
                type.image_is_equality && (!step[i].type.image_is_equality || is_of_any_scale(type));
            nullable = nullable || new_nulls;
            type.image_is_equality = type.image_is_equality && !new_images;
            news = news || new_nulls || new_images;
        }
        return news;
    }

    static row_type nullable(row_type in) {
        for (auto& column : in) { column.nullable = true; }
        return in;
    }
    /// The types of a sum: where its terms have two, the one that PostgreSQL finds for both.
    row_type either(row_type a, const row_type& b) const {
        for (std::size_t i = 0; i < a.size(); ++i) {
            auto& type = a[i].type;
            const auto& other = b.at(i).type;
            if (type.name.empty()) {
                type = other;
            } else if (!other.name.empty()) {
                type = common_type(type, other);
            }
            a[i].nullable = a[i].nullable || b.at(i).nullable;
        }
        return a;
    }
    row_type of_pair(const pairing& pair, row_type a, const row_type& b) const {
        if (pair.is_first()) { return a; }
        a.insert(a.end(), b.begin(), b.end());
        return of_expressions(pair.columns(), a);
    }
    row_type of_groups(const key& group, const group_function& fn, const row_type& in) const {
        row_type result = group.is_identity() ? in : of_expressions(group.columns(), in);
        std::vector<std::size_t> unknown;
        for (const auto& call : fn.calls()) {
            bool const counts = call.kind == aggregate_kind::count || call.kind == aggregate_kind::count_rows;
            unknown.push_back(result.size());
            result.push_back({.type = {}, .nullable = !counts});
        }
        auto const keys = result.size() - fn.calls().size();
        ask(
            result, unknown, in,
            [&](std::size_t i, auto names) { return fn.calls()[i - keys].call.print(names); },
            // Direct arguments may be what is grouped by.
            [&](auto names) { return grouping(group, names); });
        return result;
    }

    static sql::text grouping(const key& group, const std::vector<sql::text>& names) {
        if (group.is_identity() || group.columns().empty()) { return {}; }
        return sql::build(" GROUP BY {}", sql::join(group.columns(), ", ", [&](const expression& e) {
                              return sql::build("({})", e.print(names));
                          }));
    }

    /// NULL without a cast, whose type is that of what it stands beside.
    static bool is_bare_null(const expression& e) {
        return e.is_constant() && e.print({}) == expression::null().print({});
    }

    /// Asks for the types of `print(i, columns)` over a row of typed NULLs.
    static sql::text no_grouping(const std::vector<sql::text>&) { return {}; }
    template <class Print, class Grouping = decltype(&no_grouping)>
    void ask(row_type& result, const std::vector<std::size_t>& unknown, const row_type& in,
             const Print& print, const Grouping& group_by = &no_grouping) const {
        if (unknown.empty()) { return; }
        std::vector<sql::text> names;
        std::vector<sql::text> nulls;
        for (std::size_t i = 0; i < in.size(); ++i) {
            names.push_back(sql::build("c{}", i + 1));
            nulls.push_back(in[i].type.name.empty() ? sql::build("NULL AS c{}", i + 1)
                                                    : sql::build("{} AS c{}", typed_null(in[i].type), i + 1));
        }
        auto const asked =
            sql::build("SELECT {} FROM (SELECT {}) AS t{}",
                       sql::join(unknown, ", ", [&](std::size_t i) { return print(i, names); }),
                       sql::join(nulls, ", "), group_by(names));
        auto const answer = types_.describe(asked, unknown.size());
        for (std::size_t i = 0; i < unknown.size(); ++i) { result[unknown[i]].type = answer.at(i); }
    }

    const bind::query& query_;
    const bind::catalog& types_;
    detail::by_circuit<row_type> known_;
    std::map<std::array<std::string, 4>, bind::join_equality> compared_;
    std::map<std::string, row_type> given_;
    std::map<std::uint64_t, row_type> iterates_;
    std::map<std::pair<std::uint64_t, std::size_t>, row_type> imports_;
};

} // namespace pgt::lower
