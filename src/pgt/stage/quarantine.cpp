#include <pgt/stage/quarantine.hpp>

#include "stage/computed_parts.hpp"

#include <pgt/circuit/by_circuit.hpp>
#include <pgt/expr/clock.hpp>
#include <pgt/lower/change/rebuild.hpp>
#include <pgt/lower/facts/naming.hpp>
#include <pgt/lower/sql/relational.hpp>
#include <pgt/stage/required_cuts.hpp>
#include <pgt/stage/split.hpp>

#include <dbsp/operator/filter.hpp>
#include <dbsp/operator/map.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace pgt::stage {
namespace {

using lower::piece;

constexpr const char* quarantine_reason = "rows whose expressions raise errors";

/// Some expressions over the rows of an input, as a text with `$n` for the columns that they read.
struct computation {
    sql::text text;
    std::vector<std::size_t> columns;
};

computation computation_of(const std::vector<expression>& list, std::size_t width) {
    std::set<std::size_t> read;
    for (const expression& e : list) { read.merge(e.columns()); }
    computation result{.text = {}, .columns = {read.begin(), read.end()}};
    std::vector<sql::text> names(width);
    for (std::size_t i = 0; i < result.columns.size(); ++i) {
        names[result.columns[i]] = sql::build("{}", sql::param{static_cast<int>(i) + 1});
    }
    auto const texts = sql::join(list, ", ", [&](const expression& e) { return e.print(names); });
    result.text = list.size() == 1 ? texts : sql::build("ROW({})", texts);
    return result;
}

/// `pgtrickle.error_of(...)`, and then `test`.
expression error_of(const computation& what, const lower::row_type& rows, sql::pattern<> test) {
    std::vector<sql::text> pieces;
    std::vector<expression> values;
    auto before = sql::build("(pgtrickle.error_of({}", sql::literal{what.text.str()});
    for (std::size_t const i : what.columns) {
        const bind::type_info& type = rows.at(i).type;
        bool const is_known = !type.name.empty();
        pieces.push_back(is_known ? sql::build("{}, CAST(", before) : sql::build("{}, ", before));
        before = is_known ? sql::build(" AS {})", sql::from_server(type.name)) : sql::text();
        values.push_back(expression::column(i));
    }
    pieces.push_back(sql::build("{}){})", before, sql::build(test)));
    return expression::call(operation::server, std::move(pieces), std::move(values));
}

/// The same names, each once.
std::vector<std::string> told_apart(const std::vector<sql::text>& names) {
    std::vector<std::string> result;
    for (const sql::text& name : names) {
        std::string own = name.str();
        for (int copy = 2; std::ranges::contains(result, own); ++copy) {
            own = name.str() + " (" + std::to_string(copy) + ")";
        }
        result.push_back(std::move(own));
    }
    return result;
}

class guard_maker {
  public:
    guard_maker(const bind::query& query, lower::typing& types)
        : query_(query), types_(types), names_(query, types) {}

    quarantined_query operator()() {
        auto root = guarded(query_.root);
        if (!left_out_.empty()) { refuse_clock(); }
        return {std::move(root), std::move(left_out_)};
    }

  private:
    const circuit& guarded(const circuit& c) {
        return done_.once(c, [&] { return rebuilt(c); });
    }
    circuit rebuilt(const circuit& c) {
        const piece here(c);
        refuse_recursion(here);
        auto over = lower::rebuilt_inputs(here, [&](const circuit& in) { return guarded(in); });
        auto const parts = computed_parts(here, types_, names_);
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (parts[i].empty()) { continue; }
            over.inputs[i] = kept(over.inputs[i], parts[i]);
            over.changed = true;
        }
        return over.changed ? here.rewired(over.inputs) : c;
    }

    /// The rows for which all can be computed; the others are left out.
    circuit kept(const circuit& in, const std::vector<expression>& list) {
        const lower::row_type rows = types_.of(in);
        auto const what = computation_of(list, rows.size());
        leave_out(in, list, what, rows);
        return dbsp::filter(in, predicate(error_of(what, rows, " IS NULL")));
    }
    void leave_out(const circuit& in, const std::vector<expression>& list, const computation& what,
                   const lower::row_type& rows) {
        circuit const failing = dbsp::filter(in, predicate(error_of(what, rows, " IS NOT NULL")));
        auto const columns = existing_columns(in);
        std::vector<expression> stored;
        std::vector<sql::text> names;
        failing_rows about{
            .expressions = printed(list, in), .computation = what.text, .values = {}, .names = {}};
        for (std::size_t const i : columns) {
            stored.push_back(expression::column(i));
            names.push_back(names_.of(in).at(i));
        }
        for (std::size_t const i : what.columns) {
            about.values.push_back(static_cast<std::size_t>(std::ranges::find(columns, i) - columns.begin()));
        }
        about.names = told_apart(names);
        circuit const node = dbsp::map(failing, mapping(std::move(stored)));
        if (!can_be_stored(node, types_)) {
            throw no_quarantine("A value of the row that " + about.expressions +
                                " is computed from is of a type that no column can have.");
        }
        left_out_.push_back({.node = node, .reason = quarantine_reason, .failing = std::move(about)});
    }
    /// Those that are read of a source, and all of any other input.
    std::vector<std::size_t> existing_columns(const circuit& in) {
        lower::relational rows(query_, types_);
        auto const exists = lower::shape(rows.lower(in));
        std::vector<std::size_t> result;
        for (std::size_t i = 0; i < exists.size(); ++i) {
            if (exists[i]) { result.push_back(i); }
        }
        return result;
    }
    std::string printed(const std::vector<expression>& list, const circuit& in) {
        return sql::join(lower::printed_names(list, names_.of(in)), ", ").str();
    }

    static void refuse_recursion(const piece& here) {
        auto const recursion = here.recursion();
        if (!recursion) { return; }
        for (const circuit& inside : nodes_of(*recursion->body)) {
            if (std::ranges::any_of(all_expressions(piece(inside)), may_fail)) {
                throw no_quarantine("An expression of a recursive query may raise an error in any round.");
            }
        }
    }
    /// What is left out would have to be looked at again as time passes.
    void refuse_clock() const {
        for (const circuit& node : nodes_of(query_.root)) {
            if (std::ranges::any_of(all_expressions(piece(node)), reads_clock)) {
                throw no_quarantine("The query reads the clock.");
            }
        }
    }

    const bind::query& query_;
    lower::typing& types_;
    lower::column_names names_;
    by_circuit<circuit> done_;
    std::vector<cut> left_out_;
};

} // namespace

void read_keys(bind::query& query) {
    for (bind::source& one : query.sources) {
        if (one.relation.keys.empty()) { continue; }
        std::set<std::size_t> read(one.used.begin(), one.used.end());
        read.insert(one.relation.keys.front().begin(), one.relation.keys.front().end());
        one.used.assign(read.begin(), read.end());
    }
}

quarantined_query quarantined(const bind::query& query, lower::typing& types) {
    return guard_maker(query, types)();
}

} // namespace pgt::stage
