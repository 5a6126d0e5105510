#include "stage/stored_form.hpp"

#include <pgt/circuit/by_circuit.hpp>
#include <pgt/expr/list.hpp>
#include <pgt/lower/change/rebuild.hpp>
#include <pgt/lower/piece/leaf.hpp>
#include <pgt/lower/piece/piece.hpp>

#include <dbsp/operator/map.hpp>
#include <dbsp/operator/source.hpp>

#include <cstddef>
#include <format>
#include <map>
#include <string>
#include <utility>

namespace pgt::stage {
namespace {

/// Puts tables in the place of sources, and what states hold in the place of states.
class expander {
  public:
    expander(const bind::query& query, std::size_t sources, const std::vector<circuit>& states,
             std::map<std::string, std::size_t>& widths)
        : query_(query), sources_(sources), states_(states), widths_(widths) {}

    const circuit& operator()(const circuit& c) {
        return done_.once(c, [&] {
            const lower::piece here(c);
            if (const auto leaf = lower::leaf_of(c)) { return meant(c, leaf->name); }
            const auto over = lower::rebuilt_inputs(here, *this);
            return over.changed ? here.rewired(over.inputs) : c;
        });
    }

  private:
    circuit meant(const circuit& c, const std::string& name) {
        if (const auto* const list = lower::find_constants(query_, name)) {
            return leaf_called(lower::values_text(*list).str(),
                               list->rows.empty() ? 0 : list->rows.front().size());
        }
        const auto index = lower::source_index(query_, name);
        if (!index) {
            widths_.emplace(name, 0); // the unit source
            return c;
        }
        if (*index >= sources_) { return states_.at(*index - sources_); }
        const bind::relation_info& relation = query_.sources[*index].relation;
        return leaf_called(std::format("table {}", relation.oid), relation.columns.size());
    }
    circuit leaf_called(const std::string& name, std::size_t width) {
        widths_.emplace(name, width);
        return dbsp::source<circuit>(name);
    }

    const bind::query& query_;
    std::size_t sources_;
    const std::vector<circuit>& states_;
    std::map<std::string, std::size_t>& widths_;
    by_circuit<circuit> done_;
};

} // namespace

std::optional<std::vector<stored_form>> stored_forms(const maintenance_plan& plan) {
    if (!plan.clocked.empty()) { return std::nullopt; }
    std::vector<stored_form> all;
    std::vector<circuit> states;
    std::map<std::string, std::size_t> widths;
    for (const stage& one : plan.stages) {
        if (!one.how.stored) { return std::nullopt; }
        auto stored = one.how.stored();
        expander over_tables(stored.query, plan.sources, states, widths);
        const auto shown = columns_from(0, stored.query.columns.size());
        states.push_back(dbsp::map(over_tables(stored.query.root), mapping(shown)));
        const circuit rows = over_tables(stored.rows);
        auto form = normaliser(widths)(rows);
        if (!form || form->columns.size() != stored.columns.size()) { return std::nullopt; }
        all.push_back({std::move(*form), std::move(stored)});
    }
    return all;
}

} // namespace pgt::stage
