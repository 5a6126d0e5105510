#include <pgt/lower/facts/typing.hpp>

#include <pgt/circuit/recursion.hpp>

#include "lower/facts/never_null.hpp"

#include <pgt/lower/facts/recursion.hpp>
#include <pgt/lower/piece/column_name.hpp>
#include <pgt/sql/type_name.hpp>

#include <algorithm>

namespace pgt::lower {

namespace {
/// Numerics of which an expression may give those of one scale; another expression may give those of another.
bool is_of_any_scale(const bind::type_info& type) { return type.name == "numeric"; }

/// NULL without a cast, whose type is that of what it stands beside.
bool is_bare_null(const expression& e) {
    return e.is_constant() && e.print({}) == expression::null().print({});
}
bool is_never_null(const expression& e) {
    auto const& constant = e.known();
    return e.is_constant() && constant && *constant;
}

/// What `step` may have that was not known yet: NULLs, and equal values that look different.  Whether that is any news.
bool weakened(row_type& rows, const row_type& step) {
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
} // namespace

sql::text typed_null(const bind::type_info& type) {
    auto const null = sql::may_be_domain(type.name)
                          ? sql::build("(CAST(NULL AS {}[]))[1]", sql::from_server(type.name))
                          : sql::build("CAST(NULL AS {})", sql::from_server(type.name));
    return type.collation.empty() ? null
                                  : sql::build("({} COLLATE {})", null, sql::from_server(type.collation));
}

const row_type& typing::of(const circuit& c) {
    return known_.once(c, [&] {
        const piece here(c);
        return here.entry().types(*this, here);
    });
}

row_type typing::of_expressions(const std::vector<expression>& list, const row_type& in) const {
    row_type result(list.size());
    std::vector<std::size_t> unknown;
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (auto const column = list[i].as_column()) {
            result[i] = in.at(*column);
        } else {
            result[i].nullable = !is_never_null(list[i], in);
            if (!is_bare_null(list[i])) { unknown.push_back(i); }
        }
    }
    ask(result, unknown, in, [&](std::size_t i, const column_texts& names) { return list[i].print(names); });
    return result;
}

bind::type_info typing::common_type(const bind::type_info& a, const bind::type_info& b) const {
    if (a.name == b.name && a.collation == b.collation) {
        auto result = a;
        result.image_is_equality = a.image_is_equality && b.image_is_equality && !is_of_any_scale(a);
        return result;
    }
    return types_.describe(sql::build("SELECT {} UNION ALL SELECT {}", typed_null(a), typed_null(b)), 1)
        .at(0);
}

bind::join_equality typing::compared(const bind::type_info& a, const bind::type_info& b) {
    bool const same = a.name == b.name && a.collation == b.collation;
    if (a.name.empty() || b.name.empty() || (same && a.equality == "OPERATOR(pg_catalog.=)")) { return {}; }
    if (a.collation != b.collation && !a.collation.empty() && !b.collation.empty()) {
        return {.groups = false, .tells_left_apart = false, .tells_right_apart = false};
    }
    auto const [known, is_new] =
        compared_.try_emplace({a.name, a.collation, b.name, b.collation}, bind::join_equality());
    if (is_new) { known->second = types_.compare(a, b); }
    return known->second;
}

row_type typing::of_leaf(const leaf& which) const {
    if (auto const bound = bound_.find(which); bound != bound_.end()) { return bound->second; }
    auto const index = source_index(query_, which.name);
    if (!index) { return of_constants(which.name); }
    const auto& source = query_.sources[*index];
    row_type result;
    for (const auto& column : source.relation.columns) { result.push_back({column.type, true}); }
    // What the query does not read is NULL where a row is stored.
    for (std::size_t const i : source.used) { result[i].nullable = !source.relation.columns[i].not_null; }
    return result;
}

/// Of a list of VALUES; of any other leaf nothing.
row_type typing::of_constants(const std::string& name) const {
    auto const* const list = find_constants(query_, name);
    if (list == nullptr) { return {}; }
    auto const width = list->rows.front().size();
    auto const columns = detail::plain_columns(width);
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

/// The rows of a recursion are those of the part that starts it.  A column may be NULL where either part has NULLs; whether the
/// step has some depends on the iterate, so that there are none is assumed until the step shows some.
row_type typing::of_recursion(const recursion_body& recursion, const std::vector<circuit>& inputs) {
    auto const whole = parted(*recursion.body, recursion.scope, inputs);
    std::size_t index = 0;
    for (const auto& in : whole.inputs) { imports_[{recursion.scope, index++}] = of(in); }
    auto const parts = recursion_of(whole.body);
    auto rows = of(parts.start);
    while (weakened(rows, tried(recursion.scope, rows).of(parts.step))) {}
    return iterates_[recursion.scope] = std::move(rows);
}

/// The same knowledge, with an assumption on an iterate.
typing typing::tried(std::uint64_t scope, const row_type& iterate) const {
    typing result(query_, types_);
    result.bound_ = bound_;
    result.imports_ = imports_;
    result.iterates_ = iterates_;
    result.iterates_[scope] = iterate;
    return result;
}

row_type typing::of_sum(row_type a, const row_type& b) const {
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

void typing::ask(row_type& result, const std::vector<std::size_t>& unknown, const row_type& in,
                 const print_column& print, const print_clause& group_by) const {
    if (unknown.empty()) { return; }
    std::vector<sql::text> names;
    std::vector<sql::text> nulls;
    for (std::size_t i = 0; i < in.size(); ++i) {
        names.push_back(column_name(i));
        nulls.push_back(in[i].type.name.empty() ? sql::build("NULL AS c{}", i + 1)
                                                : sql::build("{} AS c{}", typed_null(in[i].type), i + 1));
    }
    auto const asked = sql::build("SELECT {} FROM (SELECT {}) AS t{}",
                                  sql::join(unknown, ", ", [&](std::size_t i) { return print(i, names); }),
                                  sql::join(nulls, ", "), group_by ? group_by(names) : sql::text());
    auto const answer = types_.describe(asked, unknown.size());
    for (std::size_t i = 0; i < unknown.size(); ++i) { result[unknown[i]].type = answer.at(i); }
}

} // namespace pgt::lower
