#include "pg/query/measuring.hpp"

#include "pg/boundary/guard.hpp"

extern "C" {
#include <commands/explain.h>
#include <commands/explain_format.h>
#include <commands/explain_state.h>
#include <executor/execdesc.h>
#include <executor/instrument.h>
#include <nodes/execnodes.h>
#include <parser/parsetree.h>
#include <utils/lsyscache.h>
}

namespace pgt::pg {

struct measuring::kept_statement {
    const char* relation;
    double ms;
    double rows;
    const char* plan;
    kept_statement* next;
};

namespace {

constinit measuring* current = nullptr;

constexpr ExplainFormat server_format(plan_format format) {
    switch (format) {
    case plan_format::json: return EXPLAIN_FORMAT_JSON;
    case plan_format::xml: return EXPLAIN_FORMAT_XML;
    case plan_format::yaml: return EXPLAIN_FORMAT_YAML;
    case plan_format::text: break;
    }
    return EXPLAIN_FORMAT_TEXT;
}

char* printed_plan(QueryDesc* done, plan_format format) {
    ExplainState* const state = NewExplainState();
    state->analyze = true;
    state->timing = true;
    state->buffers = true;
    state->costs = true;
    state->format = server_format(format);
    ExplainBeginOutput(state);
    ExplainOpenGroup("Query", nullptr, true, state);
    ExplainPrintPlan(state, done);
    ExplainCloseGroup("Query", nullptr, true, state);
    ExplainEndOutput(state);
    return state->str->data;
}

const char* changed_relation(const PlannedStmt* statement) {
    if (statement->resultRelations == NIL) return "";
    const RangeTblEntry* const entry = rt_fetch(linitial_int(statement->resultRelations), statement->rtable);
    const char* const name = get_rel_name(entry->relid);
    return name == nullptr ? "" : name;
}

} // namespace

measuring::measuring(plan_format format)
    : before_(current), format_(format), memory_(call([] {
          return AllocSetContextCreate(CurrentMemoryContext, "pg_trickle measured statements",
                                       ALLOCSET_DEFAULT_SIZES);
      })) {
    current = this; // now that nothing can fail any more
}

measuring::~measuring() {
    current = before_;
    call_in_destructor([this] { MemoryContextDelete(memory_); });
}

std::vector<measured_statement> measuring::statements() const {
    std::vector<measured_statement> all;
    for (const kept_statement* one = first_; one != nullptr; one = one->next) {
        all.push_back({.relation = one->relation, .ms = one->ms, .rows = one->rows, .plan = one->plan});
    }
    return all;
}

bool is_measuring() noexcept { return current != nullptr; }

void note_measured(QueryDesc* done) {
    MemoryContext const before = MemoryContextSwitchTo(current->memory_);
    auto* const kept = palloc0_object(measuring::kept_statement);
    kept->plan = printed_plan(done, current->format_);
    kept->relation = pstrdup(changed_relation(done->plannedstmt));
    constexpr double ms_per_second = 1000;
    if (const Instrumentation* const top = done->planstate->instrument) {
        kept->ms = top->total * ms_per_second;
        kept->rows = top->ntuples;
    }
    (current->last_ == nullptr ? current->first_ : current->last_->next) = kept;
    current->last_ = kept;
    MemoryContextSwitchTo(before);
}

} // namespace pgt::pg
