#include <pgt/stage/derivation.hpp>

#include "stage/stored_form.hpp"

#include <pgt/expr/list.hpp>
#include <pgt/lower/facts/same_circuit.hpp>
#include <pgt/lower/piece/piece.hpp>
#include <pgt/stage/normal_form.hpp>

#include <dbsp/operator/map.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace pgt::stage {
namespace {

/// Groups of rows that no map has chosen columns of.
struct plain_groups {
    circuit in;
    key group;
    std::vector<aggregate_call> calls;
};

void substitute(aggregate_call& call, const std::vector<expression>& columns) {
    call.call = call.call.substitute(columns);
    if (call.filter) { call.filter = call.filter->substitute(columns); }
}

/// None where a circuit gives no groups with a key of their own.
std::optional<plain_groups> groups_in(const circuit& c) {
    const lower::piece here(c);
    const auto* const groups = here.as<lower::aggregate_operator>();
    if (groups == nullptr || groups->key.is_identity()) { return std::nullopt; }
    plain_groups result{here.input(0), groups->key, groups->fn.calls()};
    while (true) {
        const lower::piece in(result.in);
        const auto* const shown = in.as<dbsp::op::map<mapping>>();
        if (shown == nullptr) { return result; }
        if (!shown->fn.is_identity()) {
            result.group = result.group.after(shown->fn);
            for (aggregate_call& call : result.calls) { substitute(call, shown->fn.columns()); }
        }
        result.in = in.input(0);
    }
}

/// For each column of `now` the same one of `before`; none unless both are the same groups, of which the latter shows more.
std::optional<std::vector<expression>> same_groups(const circuit& now, const circuit& before,
                                                   lower::same_circuit& same) {
    const auto wanted = groups_in(now);
    const auto stored = groups_in(before);
    const bool are_same =
        wanted && stored && lower::is_same_key(wanted->group, stored->group) && same(wanted->in, stored->in);
    if (!are_same) { return std::nullopt; }
    const std::size_t keys = wanted->group.columns().size();
    auto columns = columns_from(0, keys);
    for (const aggregate_call& call : wanted->calls) {
        const auto found = std::ranges::find_if(
            stored->calls, [&](const aggregate_call& known) { return lower::is_same_call(known, call); });
        if (found == stored->calls.end()) { return std::nullopt; }
        columns.push_back(expression::column(keys + static_cast<std::size_t>(found - stored->calls.begin())));
    }
    return columns;
}

std::optional<std::vector<expression>> all_over_stored(const std::vector<expression>& list,
                                                       const std::vector<expression>& stored) {
    std::vector<expression> result;
    for (const expression& one : list) {
        auto found = over_columns(one, stored);
        if (!found) { return std::nullopt; }
        result.push_back(std::move(*found));
    }
    return result;
}

/// Whether column `i` is a stored one, with the same type.
bool is_stored_column(const derivation& of, std::size_t i, const lower::stored_rows& now,
                      const lower::stored_rows& before) {
    const auto there = of.columns[i].as_column();
    return there && !now.types[i].empty() && now.types[i] == before.types[*there];
}

/// Whether the ids that rows have are those that they would be given.
bool have_same_ids(const derivation& of, const lower::stored_rows& now, const lower::stored_rows& before) {
    if (now.keyed != before.keyed || now.key.size() != before.key.size()) { return false; }
    for (std::size_t i = 0; i < now.key.size(); ++i) {
        const std::size_t column = now.key[i];
        if (!is_stored_column(of, column, now, before)) { return false; }
        if (of.columns[column].as_column() != before.key[i]) { return false; }
    }
    return true;
}

bool have_same_columns(const derivation& of, const lower::stored_rows& now,
                       const lower::stored_rows& before) {
    for (std::size_t i = 0; i < of.columns.size(); ++i) {
        if (!is_stored_column(of, i, now, before)) { return false; }
    }
    return true;
}

class comparison {
  public:
    comparison(const std::vector<stored_form>& now, const std::vector<stored_form>& before)
        : now_(now), before_(before) {}

    /// From the stage that needs the least work.
    std::optional<derivation> of(std::size_t stage) {
        std::optional<derivation> best;
        for (std::size_t from = before_.size(); from-- > 0;) {
            auto found = derived(now_[stage], from);
            if (found && (!best || effort(*found) < effort(*best))) { best = std::move(found); }
        }
        return best;
    }

  private:
    static int effort(const derivation& of) {
        if (!of.same_ids) { return 3; }
        if (!of.same_columns) { return 2; }
        return of.conditions.empty() ? 0 : 1;
    }

    std::optional<derivation> derived(const stored_form& wanted, std::size_t from) {
        const stored_form& stored = before_[from];
        auto columns = wanted.rows.columns;
        auto conditions = wanted.rows.conditions;
        if (!same_(wanted.rows.below, stored.rows.below)) {
            const auto places = same_groups(wanted.rows.below, stored.rows.below, same_);
            if (!places) { return std::nullopt; }
            columns = substituted(columns, *places);
            conditions = substituted(conditions, *places);
        }
        for (const expression& one : stored.rows.conditions) {
            const auto same = std::ranges::find(conditions, one);
            if (same == conditions.end()) { return std::nullopt; }
            conditions.erase(same);
        }
        auto shown = all_over_stored(columns, stored.rows.columns);
        auto chosen = all_over_stored(conditions, stored.rows.columns);
        if (!shown || !chosen) { return std::nullopt; }
        derivation result{.from = from, .columns = std::move(*shown), .conditions = std::move(*chosen)};
        result.same_ids = have_same_ids(result, wanted.stored, stored.stored);
        result.same_columns = have_same_columns(result, wanted.stored, stored.stored);
        return result;
    }

    const std::vector<stored_form>& now_;
    const std::vector<stored_form>& before_;
    lower::same_circuit same_;
};

/// Whether no more of a source is read than before: changes of it that wait have the columns that were read then.
bool reads_no_more(const bind::source& now, const std::vector<bind::source>& before) {
    const auto same = std::ranges::find_if(
        before, [&](const bind::source& one) { return one.relation.oid == now.relation.oid; });
    if (same == before.end()) { return false; }
    return std::ranges::all_of(now.used, [&](std::size_t column) {
        return std::ranges::any_of(same->used, [&](std::size_t there) {
            return same->relation.columns.at(there).number == now.relation.columns.at(column).number;
        });
    });
}

bool read_no_more(const maintenance_plan& now, const maintenance_plan& before) {
    const auto sources = now.table().stored().query.sources;
    auto known = before.table().stored().query.sources;
    known.erase(known.begin() + static_cast<std::ptrdiff_t>(before.sources), known.end());
    for (std::size_t i = 0; i < now.sources; ++i) {
        if (!reads_no_more(sources.at(i), known)) { return false; }
    }
    return true;
}

} // namespace

std::optional<std::vector<derivation>> derivations(const maintenance_plan& now,
                                                   const maintenance_plan& before) {
    const auto wanted = stored_forms(now);
    const auto stored = stored_forms(before);
    if (!wanted || !stored || !read_no_more(now, before)) { return std::nullopt; }
    comparison compare(*wanted, *stored);
    std::vector<derivation> all;
    for (std::size_t i = 0; i < wanted->size(); ++i) {
        auto found = compare.of(i);
        if (!found) { return std::nullopt; }
        all.push_back(std::move(*found));
    }
    return all;
}

} // namespace pgt::stage
