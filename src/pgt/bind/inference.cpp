#include "bind/inference.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <variant>

namespace pgt::bind::detail {

namespace {

/// The names of types as format_type prints them; an empty one is not known.
class inference {
  public:
    explicit inference(std::map<std::string, std::string> columns) : columns_(std::move(columns)) {}

    [[nodiscard]] std::string type_of(const syntax::expression& e) const {
        return std::visit([&](const auto& is) { return of(is); }, e.is);
    }

  private:
    [[nodiscard]] std::string of(const syntax::constant& c) const {
        if (!c.type.empty()) { return c.type; }
        if (!c.known) { return c.printed.str().contains('\'') ? "" : "numeric"; }
        if (!*c.known) { return ""; }
        if (const auto* number = std::get_if<std::int64_t>(&**c.known)) {
            return *number == static_cast<std::int32_t>(*number) ? "integer" : "bigint";
        }
        return std::holds_alternative<bool>(**c.known) ? "boolean" : "text";
    }
    [[nodiscard]] std::string of(const syntax::column_reference& c) const {
        auto const found = columns_.find(c.names.empty() ? "" : c.names.back());
        return found == columns_.end() ? "" : found->second;
    }
    [[nodiscard]] std::string of(const syntax::form& f) const {
        if (!f.type.empty()) { return f.type; }
        switch (f.op) {
        case operation::add:
        case operation::subtract:
        case operation::multiply: return arithmetic(type_of(f.args[0]), type_of(f.args[1]));
        case operation::coalesce: return first_known(f.args, 0, 1);
        case operation::case_when: return first_known(f.args, 1, 2);
        case operation::server: return "";
        default: return "boolean";
        }
    }
    [[nodiscard]] std::string of(const syntax::function_call& f) const {
        static const std::map<std::string, std::string> fixed{
            {"count", "bigint"},
            {"bool_and", "boolean"},
            {"bool_or", "boolean"},
            {"every", "boolean"},
            {"string_agg", "text"},
            {"upper", "text"},
            {"lower", "text"},
            {"concat", "text"},
            {"jsonb_agg", "jsonb"},
            {"json_agg", "json"},
            {"length", "integer"},
            {"now", "timestamp with time zone"},
            {"rank", "bigint"},
            {"row_number", "bigint"},
            {"dense_rank", "bigint"},
            {"ntile", "integer"},
            {"percent_rank", "double precision"},
            {"cume_dist", "double precision"},
            {"json_array_elements", "json"},
            {"json_array_elements_text", "text"},
            {"json_object_keys", "text"},
            {"jsonb_array_elements", "jsonb"},
            {"jsonb_array_elements_text", "text"},
            {"jsonb_object_keys", "text"},
            {"jsonb_path_query", "jsonb"},
            {"regexp_split_to_table", "text"},
            {"string_to_table", "text"},
        };
        if (!f.schema.empty()) { return ""; }
        if (f.name == "generate_series" && f.args.size() > 1) {
            return arithmetic(type_of(f.args[0]), type_of(f.args[1]));
        }
        if (auto const found = fixed.find(f.name); found != fixed.end()) { return found->second; }
        static const std::set<std::string> of_argument{"lag", "lead", "first_value", "last_value",
                                                       "nth_value"};
        if (of_argument.contains(f.name)) { return type_of(f.args.at(0)); }
        if (f.args.size() != 1) { return ""; }
        auto const arg = type_of(f.args[0]);
        if (f.name == "unnest") { return arg.ends_with("[]") ? arg.substr(0, arg.size() - 2) : ""; }
        if (f.name == "sum") { return sum_of(arg); }
        if (f.name == "avg") { return average_of(arg); }
        if (f.name == "min" || f.name == "max" || f.name == "any_value") { return arg; }
        return f.name == "array_agg" && !arg.empty() && !arg.ends_with("[]") ? arg + "[]" : "";
    }
    [[nodiscard]] std::string of(const syntax::special_aggregate& a) const { return a.call.type; }
    [[nodiscard]] static std::string of(const syntax::grouping_call& /*call*/) { return "integer"; }
    [[nodiscard]] std::string of(const syntax::sublink& link) const {
        return link.kind == syntax::sublink_kind::exists ? "boolean" : "";
    }

    /// The rank of a numeric type in which it takes over the result; 0 for others.
    static int rank(const std::string& type) {
        static const std::vector<std::string> order{"smallint", "integer", "bigint",
                                                    "numeric",  "real",    "double precision"};
        auto const plain = type.starts_with("numeric") ? "numeric" : type;
        auto const found = std::ranges::find(order, plain);
        return found == order.end() ? 0 : static_cast<int>(found - order.begin()) + 1;
    }
    static std::string arithmetic(const std::string& a, const std::string& b) {
        if (rank(a) == 0 || rank(b) == 0) { return ""; }
        auto const& wider = rank(a) >= rank(b) ? a : b;
        return rank(wider) == rank("numeric") ? "numeric" : wider;
    }
    static std::string sum_of(const std::string& type) {
        if (type == "smallint" || type == "integer") { return "bigint"; }
        return type == "bigint" || rank(type) == rank("numeric") ? "numeric" : type;
    }
    static std::string average_of(const std::string& type) {
        if (type == "real" || type == "double precision") { return "double precision"; }
        return rank(type) > 0 ? "numeric" : type == "interval" ? type : "";
    }
    [[nodiscard]] std::string first_known(const std::vector<syntax::expression>& list, std::size_t from,
                                          std::size_t step) const {
        for (std::size_t i = from; i < list.size(); i += step) {
            if (auto type = type_of(list[i]); !type.empty()) { return type; }
        }
        return list.empty() ? "" : type_of(list.back());
    }

    std::map<std::string, std::string> columns_;
};

} // namespace

namespace {

using column_types = std::map<std::string, std::string>;

void add_subquery(column_types& columns, const syntax::from_item& item, const syntax::subquery& inner) {
    auto const types = output_types(*inner.query);
    for (std::size_t i = 0; i < types.size(); ++i) {
        auto const& renamed = item.alias.columns;
        columns[i < renamed.size() ? renamed[i] : inner.query->targets.at(i).name] = types[i];
    }
}

/// Of functions each of which gives one column, or as many as are defined.
std::vector<std::string> types_of(const syntax::function_in_from& from, const column_types& columns) {
    inference const known(columns);
    std::vector<std::string> result;
    for (const auto& f : from.functions) {
        for (const auto& column : f.columns) { result.push_back(column.type_name); }
        if (f.columns.empty()) { result.push_back(known.type_of(f.call)); }
    }
    if (from.ordinality) { result.emplace_back("bigint"); }
    return result;
}

void add_functions(column_types& columns, const syntax::from_item& item) {
    std::vector<std::string> types;
    if (const auto* functions = std::get_if<syntax::function_in_from>(&item.is)) {
        types = types_of(*functions, columns);
    } else if (const auto* table = std::get_if<syntax::table_function>(&item.is)) {
        for (const auto& column : table->columns) { types.push_back(column.type_name); }
    }
    auto const& names = item.alias.columns;
    if (names.size() != types.size()) { return; }
    for (std::size_t i = 0; i < names.size(); ++i) { columns[names[i]] = types[i]; }
}

} // namespace

std::vector<std::string> output_types(const syntax::select_statement& s) {
    column_types columns;
    for (const auto& item : s.from) {
        if (const auto* inner = std::get_if<syntax::subquery>(&item.is)) {
            add_subquery(columns, item, *inner);
        } else {
            add_functions(columns, item);
        }
    }
    inference const known(std::move(columns));
    std::vector<std::string> result;
    if (!s.values.empty()) {
        for (const auto& value : s.values.front()) { result.push_back(known.type_of(value)); }
    }
    for (const auto& target : s.targets) { result.push_back(known.type_of(target.value)); }
    return result;
}

} // namespace pgt::bind::detail
