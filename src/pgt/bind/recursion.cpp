/// WITH queries, and those that name themselves.
#include "bind/binder.hpp"
#include "bind/refusal.hpp"
#include "bind/source_facts.hpp"

#include <pgt/circuit/recursion.hpp>
#include <pgt/unnest/unnest.hpp>

#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/plus.hpp>
#include <dbsp/operator/union_distinct.hpp>

#include <concepts>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace pgt::bind::detail {

namespace {

/// The name of a WITH query means what `self` says for as long as this lives.
class meaning_of_own_name {
  public:
    meaning_of_own_name(with_entry& entry, own_name self) : entry_(entry) { entry_.self = self; }
    meaning_of_own_name(const meaning_of_own_name&) = delete;
    meaning_of_own_name& operator=(const meaning_of_own_name&) = delete;
    ~meaning_of_own_name() {
        entry_.self = own_name::of_others;
        entry_.iterate.reset();
    }

  private:
    with_entry& entry_;
};

/// The body of a recursion is known by its scope for as long as this lives.
class open_body {
  public:
    open_body(std::map<std::uint64_t, const frame*>& bodies, const frame& body)
        : bodies_(bodies), scope_(body.scope) {
        bodies_.emplace(scope_, &body);
    }
    open_body(const open_body&) = delete;
    open_body& operator=(const open_body&) = delete;
    ~open_body() { bodies_.erase(scope_); }

  private:
    std::map<std::uint64_t, const frame*>& bodies_;
    std::uint64_t scope_;
};

/// Each step of UNION ALL goes on from the rows of the last one, with their number; those of UNION may be joined with each other, and
/// counted once.
class step_check {
  public:
    explicit step_check(bool is_set) : is_set_(is_set) {}

    bool operator()(const circuit& c) const {
        return !is_set_ ? is_linear_in_iterate(c)
                        : is_linear_in_iterate(c) ||
                              c.visit([&]<class Op, class... In>(const dbsp::node<Op, In...>& n) {
                                  using algebra = typename Op::algebra;
                                  constexpr bool is_monotone = std::same_as<algebra, dbsp::linear> ||
                                                               std::same_as<algebra, dbsp::bilinear> ||
                                                               std::same_as<Op, dbsp::op::distinct> ||
                                                               std::same_as<Op, dbsp::op::union_distinct>;
                                  return is_monotone &&
                                         n.in.apply([&](const In&... in) { return ((*this)(in) && ...); });
                              });
    }

  private:
    bool is_set_;
};

void refuse_step(const circuit& step, const syntax::select_statement& query) {
    if (step_check(!query.all)(step)) { return; }
    throw not_incremental("this recursive term", "It depends on all rows of one step.", query.right->at);
}

} // namespace

/// Binds a WITH query: as a fixpoint, if it is of the form `base UNION step` and the step names it.
relation binder::recursive(with_entry& entry) {
    const auto& query = *entry.query->query;
    bool const may_recurse = entry.may_recurse && query.op == syntax::set_operator::union_;
    std::deque<with_entry> own_queries;
    environment known = entry.known;
    auto const bind = [&](const syntax::select_statement& s) {
        meaning_of_own_name const own(entry, entry.may_recurse ? own_name::forbidden : own_name::of_others);
        auto result = select(s, {&known, entry.body, entry.outer});
        rename(result.columns, entry.query->columns);
        return result;
    };
    if (!may_recurse) { return bind(query); }
    // What the WITH clause of a recursive query names is known to both of its parts, and does not name the recursion.
    if (!query.with.empty()) { known = with(query, entry.home(), own_queries); }
    auto const base = bind(*query.left);
    if (auto found = iterated(entry, base, query, known)) { return *found; }
    known = entry.known;
    return bind(query);
}

/// The fixpoint of `base UNION step`; none if the step doesn't name the query.
std::optional<relation> binder::iterated(with_entry& entry, const relation& base,
                                         const syntax::select_statement& query, const environment& known) {
    frame body{.outer = entry.body, .scope = dbsp::detail::next_scope(), .is_set = !query.all};
    auto const start = bring(base.rows, entry.body, &body);
    open_body const registered(bodies_, body);
    meaning_of_own_name const own(entry, own_name::iterate);
    entry.iterate = base;
    entry.iterate->rows = iterate(body.scope);
    entry.iterate->source.reset();
    entry.iterate->recursive = true;
    entry.iterate_body = &body;
    entry.recursed = false;
    auto const step = select(*query.right, {&known, &body, entry.outer});
    if (!entry.recursed) { return std::nullopt; }
    if (query.limit) { throw refusal_of_limit(query); }
    if (step.columns.size() != base.columns.size()) { throw unequal_width(query); }
    refuse_step(step.rows, query);
    auto const inside = dbsp::plus(start, step.rows);
    auto result = base;
    result.rows = fixpoint(body, query.all ? inside : dbsp::distinct(inside));
    result.source.reset();
    return result;
}

circuit binder::fixpoint(const frame& body, const circuit& inside) const {
    source_facts const facts(*this);
    return as_circuit(closed_over(opened_body(inside, body.scope, body.inputs), body.scope), body.scope,
                      [&](const circuit& c) { return unnest::width_of(c, facts); });
}

} // namespace pgt::bind::detail
