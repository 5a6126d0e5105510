/// WITH queries, and those that name themselves.
#include "bind/binder.hpp"
#include "bind/refusal.hpp"

#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/fixpoint.hpp>
#include <dbsp/operator/plus.hpp>

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

} // namespace

/// Binds a WITH query: as a fixpoint, if it is of the form `base UNION step` and the step names it.
relation binder::recursive(with_entry& entry) {
    const auto& query = *entry.query->query;
    bool const may_recurse =
        entry.may_recurse && query.op == syntax::set_operator::union_ && query.with.empty();
    auto const bind = [&](const syntax::select_statement& s) {
        meaning_of_own_name const own(entry, entry.may_recurse ? own_name::forbidden : own_name::of_others);
        auto result = select(s, entry.home());
        rename(result.columns, entry.query->columns);
        return result;
    };
    if (!may_recurse) { return bind(query); }
    auto base = bind(*query.left);
    auto const found = iterated(entry, base, query);
    return found ? *found : bind(query);
}

/// The fixpoint of `base UNION step`; none if the step doesn't name the query.
std::optional<relation> binder::iterated(with_entry& entry, const relation& base,
                                         const syntax::select_statement& query) {
    frame body{.outer = entry.body, .scope = dbsp::detail::next_scope(), .is_set = !query.all};
    auto const start = bring(base.rows, entry.body, &body);
    meaning_of_own_name const own(entry, own_name::iterate);
    entry.iterate = base;
    entry.iterate->rows = dbsp::detail::make_variable<row, circuit>(body.scope);
    entry.iterate->source.reset();
    entry.iterate->recursive = true;
    entry.iterate_body = &body;
    entry.recursed = false;
    auto const step = select(*query.right, {&entry.known, &body, entry.outer});
    if (!entry.recursed) { return std::nullopt; }
    if (query.limit) { throw refusal_of_limit(query); }
    if (step.columns.size() != base.columns.size()) { throw unequal_width(query); }
    auto inside = dbsp::plus(start, step.rows);
    auto result = base;
    result.rows = fixpoint(body, query.all ? inside : dbsp::distinct(inside), query.right->at);
    result.source.reset();
    return result;
}

/// A recursion reads what it starts from, and at most two more relations.
circuit binder::fixpoint(const frame& body, circuit inside, int at) {
    using op_type = dbsp::op::fixpoint<circuit>;
    op_type op{std::move(inside), body.scope, dbsp::iteration_budget{}.iterations};
    const auto& in = body.inputs;
    switch (in.size()) {
    case 1: return dbsp::connect(std::move(op), in[0]);
    case 2: return dbsp::connect(std::move(op), in[0], in[1]);
    case 3: return dbsp::connect(std::move(op), in[0], in[1], in[2]);
    default:
        throw not_incremental("a recursion over more than two relations",
                              "Its recursive term reads " + std::to_string(in.size() - 1) +
                                  " relations beside itself.",
                              "Join them in a WITH query before it, or use refresh_mode => 'FULL'.", at);
    }
}

} // namespace pgt::bind::detail
