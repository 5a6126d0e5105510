/// Tables, expressions and circuits for tests of the lowering.
#pragma once

#include <pgt/bind/no_catalog.hpp>
#include <pgt/bind/query.hpp>

#include <dbsp/dbsp.hpp>

#include <string>
#include <vector>

namespace support {

using pgt::aggregate_call;
using pgt::aggregate_kind;
using pgt::circuit;
using pgt::expression;
using pgt::key;
using pgt::mapping;
using pgt::operation;
using pgt::pairing;
using pgt::predicate;
namespace sql = pgt::sql;

inline pgt::bind::type_info type(const std::string& name, bool looks_equal = true) {
    return {name, "", true, "OPERATOR(pg_catalog.=)", looks_equal};
}
inline pgt::bind::type_info no_equality(const std::string& name) { return {name, "", false, "", false}; }

/// A column that may not be NULL says so by `!` after its type.
inline pgt::bind::column_info column_of(const std::string& name, std::string type_name, int number) {
    bool const not_null = type_name.ends_with('!');
    if (not_null) { type_name.pop_back(); }
    return {name, type(type_name), not_null, number};
}

/// Source `index`, a table of columns (name, type); `key_columns` are its primary key.
inline pgt::bind::source table(std::size_t index, const std::string& name,
                               const std::vector<std::pair<std::string, std::string>>& columns,
                               std::vector<std::size_t> key_columns = {}) {
    pgt::bind::source result;
    result.name = "s" + std::to_string(index);
    result.relation.schema = "public";
    result.relation.name = name;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        result.relation.columns.push_back(
            column_of(columns[i].first, columns[i].second, static_cast<int>(i + 1)));
        result.used.push_back(i);
    }
    if (!key_columns.empty()) { result.relation.keys.push_back(std::move(key_columns)); }
    return result;
}
inline circuit source(std::size_t index) { return dbsp::source<circuit>("s" + std::to_string(index)); }

inline expression c(std::size_t i) { return expression::column(i); }
inline std::vector<expression> columns(std::size_t count) {
    std::vector<expression> result;
    for (std::size_t i = 0; i < count; ++i) { result.push_back(c(i)); }
    return result;
}
inline expression less(expression a, expression b) {
    return expression::infix(operation::less, std::move(a), " < ", std::move(b));
}

inline aggregate_call count_rows() {
    return {
        aggregate_kind::count_rows, expression::call(operation::server, {sql::build("count(*)")}, {}), {}};
}
inline aggregate_call call(aggregate_kind kind, const std::string& name, std::size_t argument) {
    return {
        kind,
        expression::call(operation::server, {sql::from_server(name + "("), sql::build(")")}, {c(argument)}),
        {}};
}
inline circuit grouped(circuit in, std::size_t keys, std::vector<aggregate_call> calls) {
    return dbsp::detail::connect_grouped<dbsp::op::aggregate>(
        dbsp::group_by(std::move(in), key(columns(keys), true)), pgt::group_function(std::move(calls)));
}
inline circuit joined(circuit a, std::size_t a_width, std::size_t a_key, circuit b, std::size_t b_width,
                      std::size_t b_key) {
    return dbsp::join(std::move(a), std::move(b), dbsp::on(key({c(a_key)}), key({c(b_key)})),
                      pairing(a_width, columns(a_width + b_width)));
}

using pgt::bind::no_catalog;

} // namespace support
