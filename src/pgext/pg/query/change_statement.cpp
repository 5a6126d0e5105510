#include "pg/query/change_statement.hpp"

#include "pg/query/delta_statistics.hpp"
#include "pg/query/delta_values.hpp"
#include "pg/query/direct_merge.hpp"
#include "pg/query/direct_plan.hpp"
#include "pg/query/measuring.hpp"
#include "pg/query/plan_text.hpp"
#include "pg/query/user_triggers.hpp"

#include "pg/access/forced_policies.hpp"
#include "pg/access/invalidation.hpp"
#include "pg/access/settings.hpp"
#include "pg/boundary/guard.hpp"
#include "pg/boundary/report.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

extern "C" {
#include <access/xact.h>
#include <executor/executor.h>
#include <nodes/execnodes.h>
#include <nodes/parsenodes.h>
#include <tcop/cmdtag.h>
#include <tcop/dest.h>
#include <tcop/tcopprot.h>
#include <tcop/utility.h>
#include <utils/lsyscache.h>
#include <utils/plancache.h>
#include <utils/queryenvironment.h>
#include <utils/snapmgr.h>
#include <utils/tuplestore.h>
}

namespace pgt::pg {
namespace {

/// The deltas that a statement can read. Only inside `call`.
QueryEnvironment* environment_of(std::span<const offered_delta> deltas) {
    QueryEnvironment* const environment = create_queryEnv();
    for (const offered_delta& one : deltas) {
        register_ENR(environment, one.rows->as_relation(one.estimate));
    }
    return environment;
}

void start_nothing(DestReceiver* /*self*/, int /*operation*/, TupleDesc /*columns*/) {}
void end_nothing(DestReceiver* /*self*/) {}

/// Has rows that a statement returns received one by one; `start` is told their columns.
DestReceiver receiver_of(bool (*receive)(TupleTableSlot* row, DestReceiver* self),
                         void (*start)(DestReceiver* self, int operation,
                                       TupleDesc columns) = start_nothing) {
    return {.receiveSlot = receive,
            .rStartup = start,
            .rShutdown = end_nothing,
            .rDestroy = end_nothing,
            .mydest = DestNone};
}

/// Keeps the counts that a statement returns.
struct count_receiver {
    DestReceiver base;
    row_counts counts;

    static bool receive(TupleTableSlot* row, DestReceiver* self) {
        slot_getsomeattrs(row, 3);
        const Datum* const values = row->tts_values;
        reinterpret_cast<count_receiver*>(self)->counts = {.inserted = DatumGetInt64(values[0]),
                                                           .updated = DatumGetInt64(values[1]),
                                                           .deleted = DatumGetInt64(values[2])};
        return true;
    }

    count_receiver() : base(receiver_of(receive)) {}
};

/// Keeps each of the numbers that a statement returns once, in ascending order when it is done; in the memory in which it is made, and not in that of the
/// subtransaction, which would stay until the end of the transaction.
struct number_receiver {
    DestReceiver base;
    MemoryContext memory = CurrentMemoryContext;
    std::int64_t* numbers = nullptr;
    std::size_t count = 0;
    std::size_t room = 0;

    static void take(datum value, bool is_null, void* receiver) {
        auto& into = *static_cast<number_receiver*>(receiver);
        if (is_null) elog(ERROR, "a statement returns NULL instead of a number");
        if (into.count == into.room) into.grow();
        into.numbers[into.count++] = DatumGetInt64(value);
    }
    static bool receive(TupleTableSlot* row, DestReceiver* self) {
        slot_getsomeattrs(row, 1);
        take(row->tts_values[0], row->tts_isnull[0], reinterpret_cast<number_receiver*>(self));
        return true;
    }
    void drop_repeated() {
        std::sort(numbers, numbers + count);
        count = static_cast<std::size_t>(std::unique(numbers, numbers + count) - numbers);
    }

    number_receiver() : base(receiver_of(receive)) {}

  private:
    void grow() {
        constexpr std::size_t least = 16;
        drop_repeated();
        if (room > 0 && count <= room / 2) return;
        room = std::max(least, 2 * room);
        const std::size_t bytes = room * sizeof(std::int64_t);
        numbers = static_cast<std::int64_t*>(numbers == nullptr ? MemoryContextAlloc(memory, bytes)
                                                                : repalloc(numbers, bytes));
    }
};

/// Keeps the changes that a statement returns: their columns, and a weight.
struct change_receiver {
    DestReceiver base;
    delta_store* changed;

    static bool receive(TupleTableSlot* row, DestReceiver* self) {
        delta_store& into = *reinterpret_cast<change_receiver*>(self)->changed;
        slot_getallattrs(row);
        into.counted().count(DatumGetInt32(row->tts_values[into.description()->natts - 1]));
        tuplestore_putvalues(into.rows(), into.description(), row->tts_values, row->tts_isnull);
        return true;
    }
    /// Values are stored as they are: they have to be of the types that readers expect.
    static void start(DestReceiver* self, int /*operation*/, TupleDesc columns) {
        const TupleDesc expected = reinterpret_cast<change_receiver*>(self)->changed->description();
        if (columns->natts != expected->natts)
            elog(ERROR, "changes of a state have other columns than it has");
        for (int i = 0; i < columns->natts; ++i) {
            const Oid type = getBaseType(TupleDescAttr(columns, i)->atttypid);
            if (type == getBaseType(TupleDescAttr(expected, i)->atttypid)) continue;
            elog(ERROR, "column %d of the changes of a state has another type than in it", i + 1);
        }
    }

    explicit change_receiver(delta_store& into) : base(receiver_of(receive, start)), changed(&into) {}
};

/// A MERGE counts its rows by itself, and so does the server where a statement returns nothing.
row_counts counts_of(const QueryDesc* done, const count_receiver& returned) {
    if (done->operation != CMD_MERGE) {
        row_counts counts = returned.counts;
        const auto processed = static_cast<std::int64_t>(done->estate->es_processed);
        if (done->operation == CMD_INSERT) counts.inserted = processed;
        if (done->operation == CMD_DELETE) counts.deleted = processed;
        return counts;
    }
    const auto* const merge = reinterpret_cast<const ModifyTableState*>(done->planstate);
    return {.inserted = static_cast<std::int64_t>(merge->mt_merge_inserted),
            .updated = static_cast<std::int64_t>(merge->mt_merge_updated),
            .deleted = static_cast<std::int64_t>(merge->mt_merge_deleted)};
}

QueryDesc* started(PlannedStmt* statement, const char* text, DestReceiver* to,
                   QueryEnvironment* environment) {
    QueryDesc* const query = CreateQueryDesc(statement, text, GetActiveSnapshot(), InvalidSnapshot, to,
                                             nullptr, environment, is_measuring() ? INSTRUMENT_ALL : 0);
    ExecutorStart(query, 0);
    prepare_triggers(query->estate);
    ExecutorRun(query, ForwardScanDirection, 0);
    ExecutorFinish(query);
    if (is_measuring()) note_measured(query);
    return query;
}
void end(QueryDesc* query) {
    ExecutorEnd(query);
    FreeQueryDesc(query);
}

row_counts execute(PlannedStmt* statement, const char* text, QueryEnvironment* environment) {
    count_receiver returned;
    QueryDesc* const query = started(statement, text, &returned.base, environment);
    const row_counts counts = counts_of(query, returned);
    end(query);
    return counts;
}

RawStmt* parsed(const char* text) {
    List* const statements = pg_parse_query(text);
    if (list_length(statements) != 1) elog(ERROR, "one statement expected: %s", text);
    return linitial_node(RawStmt, statements);
}

CachedPlanSource* analysed(const char* text, QueryEnvironment* environment) {
    RawStmt* const statement = parsed(text);
    CachedPlanSource* const source = CreateCachedPlan(statement, text, CreateCommandTag(statement->stmt));
    List* const queries = pg_analyze_and_rewrite_fixedparams(statement, text, nullptr, 0, environment);
    CompleteCachedPlan(source, queries, nullptr, nullptr, 0, nullptr, nullptr, CURSOR_OPT_GENERIC_PLAN,
                       false);
    SaveCachedPlan(source);
    return source;
}

/// The text to be analysed, possibly again, is our own and has printed values in it.
CachedPlanSource* analysed_as_printed(const char* text, QueryEnvironment* environment) {
    report(severity::debug, "a statement of pg_trickle is analysed", text);
    local_settings settings;
    settings.pin_literals();
    const without_forced_policies whole;
    return call([=] { return analysed(text, environment); });
}

} // namespace

namespace {

/// No number of a plan.
constexpr int no_plan = -1;

} // namespace

namespace {

/// What another session has made of a statement, until something changes. Only inside `call`, but for its construction and destruction.
class adopted_plan {
  public:
    explicit adopted_plan(std::vector<oid> relations)
        : watch_(std::move(relations)), rights_(changes_of_rights()) {}
    adopted_plan(const adopted_plan&) = delete;
    adopted_plan& operator=(const adopted_plan&) = delete;
    ~adopted_plan() {
        call_in_destructor([this] { free(); });
    }

    void read_merge(const char* text) { merge_ = new_direct_merge_of_text(text); }
    void read_values(const char* text) { values_ = new_delta_values_of_text(text); }
    [[nodiscard]] direct_merge* merge() {
        if (merge_ != nullptr && !(stands_alone(merge_) && serves())) free();
        return merge_;
    }
    [[nodiscard]] delta_values* values() {
        if (values_ != nullptr && !serves()) free();
        return values_;
    }
    [[nodiscard]] Size memory() const { return merge_ == nullptr ? 0 : memory_of(merge_); }

  private:
    [[nodiscard]] bool serves() const { return !watch_.triggered() && rights_ == changes_of_rights(); }
    void free() {
        free_direct_merge(std::exchange(merge_, nullptr));
        free_delta_values(std::exchange(values_, nullptr));
    }

    relation_watch watch_;
    std::uint64_t rights_;
    direct_merge* merge_ = nullptr;
    delta_values* values_ = nullptr;
};

/// A statement as it is shared: the table that its plan changes, what kind of plan there is, the text of the plan, and its own text.
enum class kind_of_plan : char { none = 'n', merge = 'm', values = 'v' };

std::string shared_text(kind_of_plan kind, oid table, std::string_view plan, std::string_view statement) {
    std::string text(1, static_cast<char>(kind));
    text += std::to_string(table);
    return text.append(1, '\0').append(plan).append(1, '\0').append(statement);
}

} // namespace

/// What is kept of a statement.
struct change_statement::kept {
    std::string text;
    std::optional<plan_name> name; ///< under which its plan is still to be shared
    std::unique_ptr<adopted_plan> adopted;
    CachedPlanSource* source; ///< another one when it is analysed again; null until it is for the first time
    direct_merge* direct;     ///< of the statement that was planned last
    int direct_of;            ///< the number of its plan
    bool refused_alone;       ///< it was made before there was a plan, and can never be run
    delta_values*
        values; ///< the same for statements that return numbers; null for those that need the executor
    int values_of;
    int ran_of; ///< the number of the plan that the executor has run

    /// Inside `call`: null where the executor runs a statement of many parts for the first time. Such a statement is planned for look-ups when it comes again: a session
    /// that runs it once gains nothing from that.
    direct_merge* direct_if_due(const PlannedStmt* by_executor) {
        const bool has_parts = linitial_node(Query, source->query_list)->cteList != NIL;
        const bool comes_again = std::exchange(ran_of, source->generation) == source->generation;
        return has_parts && !comes_again ? nullptr : direct_for(by_executor);
    }
    /// Inside `call`.
    direct_merge* direct_for(const PlannedStmt* by_executor) {
        if (direct != nullptr && direct_of == source->generation) return direct;
        if (refused_alone) return direct;
        free_direct_merge(std::exchange(direct, nullptr));
        direct = new_direct_merge(source, by_executor);
        direct_of = source->generation;
        return direct;
    }
    /// Inside `call`: one that runs without a plan of the executor's, or null. It is planned where no other plan has been made.
    direct_merge* direct_alone() {
        if (refused_alone) return nullptr;
        if (direct == nullptr || direct_of != source->generation) {
            const auto* const query = linitial_node(Query, source->query_list);
            if (source->gplan != nullptr || !reads_changes_only(query)) return nullptr;
            lock_relations_of(query);
            if (!source->is_valid) return nullptr;
            refused_alone = is_refused(direct_for(nullptr));
        }
        return stands_alone(direct) && source->is_valid ? direct : nullptr;
    }
    /// Inside `call`: what of a plan can be shared, in the current memory; null if nothing can, or it has been.
    [[nodiscard]] const char* plan_to_share() const {
        if (!name || source == nullptr || !source->is_valid ||
            !is_of_server_alone(linitial_node(Query, source->query_list)))
            return nullptr;
        if (direct != nullptr && direct_of == source->generation) return text_of_merge(direct);
        return values != nullptr && values_of == source->generation ? text_of_values(values) : nullptr;
    }
    void share_plan_once() {
        const char* const plan = call([this] { return plan_to_share(); });
        if (plan == nullptr) return;
        const bool is_merge = direct != nullptr;
        share_plan(*name, shared_text(is_merge ? kind_of_plan::merge : kind_of_plan::values,
                                      is_merge ? table_of(direct) : no_oid, plan, text));
        name.reset();
    }
    /// Inside `call`.
    delta_values* values_for(const PlannedStmt* by_executor) {
        if (values_of == source->generation) return values;
        free_delta_values(std::exchange(values, nullptr));
        values = new_delta_values(by_executor);
        values_of = source->generation;
        return values;
    }
    void free() {
        free_direct_merge(std::exchange(direct, nullptr));
        refused_alone = false;
        free_delta_values(std::exchange(values, nullptr));
        values_of = no_plan;
        ran_of = no_plan;
    }
    void replace(CachedPlanSource* again) {
        free();
        CachedPlanSource* const old = std::exchange(source, again);
        if (old != nullptr) DropCachedPlan(old);
    }
};

change_statement::change_statement(const sql::text& text, std::span<const offered_delta> deltas,
                                   const std::optional<plan_name>& name)
    : kept_(new kept{
          .text = text.str(),
          .name = name,
          .adopted = nullptr,
          .source = analysed_as_printed(text.str().c_str(), call([=] { return environment_of(deltas); })),
          .direct = nullptr,
          .direct_of = 0,
          .refused_alone = false,
          .values = nullptr,
          .values_of = no_plan,
          .ran_of = no_plan}) {
    if (name) share_plan(*name, shared_text(kind_of_plan::none, no_oid, {}, text.str()));
}

std::optional<change_statement> change_statement::shared(const plan_name& name) {
    const std::optional<std::string> found = find_shared_plan(name);
    if (!found) return std::nullopt;
    const auto kind = static_cast<kind_of_plan>(found->front());
    const char* const plan = found->c_str() + found->find('\0') + 1;
    auto adopted = std::make_unique<adopted_plan>(
        std::vector{static_cast<oid>(std::stoul(found->substr(1)))}); // before the plan is read
    if (kind != kind_of_plan::none) {
        call([kind, plan, into = adopted.get()] {
            kind == kind_of_plan::merge ? into->read_merge(plan) : into->read_values(plan);
        });
    }
    return change_statement(new kept{.text = std::string(plan + std::string_view(plan).size() + 1),
                                     .name = kind == kind_of_plan::none ? std::optional(name) : std::nullopt,
                                     .adopted = std::move(adopted),
                                     .source = nullptr,
                                     .direct = nullptr,
                                     .direct_of = 0,
                                     .refused_alone = false,
                                     .values = nullptr,
                                     .values_of = no_plan,
                                     .ran_of = no_plan});
}

change_statement::~change_statement() {
    if (kept_ == nullptr) return;
    call_in_destructor([this] { kept_->replace(nullptr); });
    delete kept_;
}

/// Analysed again here and not by GetCachedPlan, which plans at once: the bodies of functions, which the planner reads, are under forced
/// policies.
void change_statement::analyse_again(QueryEnvironment* environment) const {
    if (kept_->source != nullptr && kept_->source->is_valid) return;
    CachedPlanSource* const again = analysed_as_printed(kept_->text.c_str(), environment);
    call([this, again] { kept_->replace(again); });
}

CachedPlan* change_statement::planned(QueryEnvironment* environment) const {
    analyse_again(environment);
    return call(
        [=, this] { return GetCachedPlan(kept_->source, nullptr, CurrentResourceOwner, environment); });
}

void change_statement::plan(std::span<const offered_delta> deltas, const snapshot& under) const {
    const delta_statistics known(deltas);
    QueryEnvironment* const environment = call([&] {
        PushCopiedSnapshot(under.get());
        return environment_of(deltas);
    });
    CachedPlan* const made = planned(environment);
    call([=] {
        ReleaseCachedPlan(made, CurrentResourceOwner);
        PopActiveSnapshot();
    });
}

namespace {

/// Begins a run under a snapshot, which `end_run` ends unless there was an error.
QueryEnvironment* begin_run(std::span<const offered_delta> deltas, const snapshot& under) {
    return call([&] {
        PushCopiedSnapshot(under.get());
        CommandCounterIncrement();
        UpdateActiveSnapshotCommandId();
        return environment_of(deltas);
    });
}

/// Inside `call`.
void end_run() {
    CommandCounterIncrement();
    PopActiveSnapshot();
}

} // namespace

template <class Execute>
auto change_statement::run_planned(QueryEnvironment* environment, const Execute& execute) const {
    CachedPlan* const plan = planned(environment);
    return call([=, this] {
        const auto result =
            execute(linitial_node(PlannedStmt, plan->stmt_list), kept_->source->query_string, environment);
        ReleaseCachedPlan(plan, CurrentResourceOwner);
        end_run();
        return result;
    });
}

template <class Execute>
auto change_statement::run_by(std::span<const offered_delta> deltas, const snapshot& under,
                              const Execute& execute) const {
    const delta_statistics known(deltas);
    return run_planned(begin_run(deltas, under), execute);
}

/// What has come of a run without the executor.
struct change_statement::direct_result {
    row_counts counts;
    direct_outcome outcome;
};

change_statement::direct_result change_statement::run_adopted(std::span<const offered_delta> deltas) const {
    return call([this, deltas] {
        direct_result of{.counts = {}, .outcome = direct_outcome::not_tried};
        direct_merge* const merge = kept_->adopted->merge();
        if (merge != nullptr) of.outcome = run_direct_merge(merge, deltas, of.counts);
        if (of.outcome != direct_outcome::not_tried) end_run();
        return of;
    });
}

change_statement::direct_result change_statement::run_alone(std::span<const offered_delta> deltas,
                                                            QueryEnvironment* environment) const {
    if (kept_->adopted) {
        const direct_result of = run_adopted(deltas);
        if (of.outcome != direct_outcome::not_tried) return of;
    }
    analyse_again(environment);
    const direct_result result = call([this, deltas] {
        direct_result of{.counts = {}, .outcome = direct_outcome::not_tried};
        direct_merge* const merge = kept_->direct_alone();
        if (merge != nullptr) of.outcome = run_direct_merge(merge, deltas, of.counts);
        if (of.outcome != direct_outcome::not_tried) end_run();
        return of;
    });
    if (result.outcome == direct_outcome::done) kept_->share_plan_once();
    return result;
}

row_counts change_statement::run(std::span<const offered_delta> deltas, const snapshot& under) const {
    const bool is_direct = direct_merges::are_allowed() && !is_measuring();
    const direct_merges not_within(false); // triggers may refresh others
    const delta_statistics known(deltas);
    QueryEnvironment* const environment = begin_run(deltas, under);
    direct_result of{.counts = {}, .outcome = direct_outcome::not_tried};
    if (is_direct) of = run_alone(deltas, environment);
    if (of.outcome == direct_outcome::not_tried) {
        of = run_planned(environment, [this, deltas, is_direct](PlannedStmt* statement, const char* text,
                                                                QueryEnvironment* with) {
            direct_result done{.counts = {}, .outcome = direct_outcome::not_tried};
            direct_merge* const direct = is_direct ? kept_->direct_if_due(statement) : nullptr;
            if (direct != nullptr) done.outcome = run_direct_merge(direct, deltas, done.counts);
            if (done.outcome == direct_outcome::not_tried) done.counts = execute(statement, text, with);
            return done;
        });
    }
    if (of.outcome == direct_outcome::left_off) throw needs_executor();
    return of.counts;
}

const char* change_statement::why_not_direct(std::span<const offered_delta> deltas,
                                             const snapshot& under) const {
    const delta_statistics known(deltas);
    QueryEnvironment* const environment = call([&] {
        PushCopiedSnapshot(under.get());
        return environment_of(deltas);
    });
    CachedPlan* const made = planned(environment);
    return call([=, this] {
        const char* const why = refusal_of(kept_->direct_for(linitial_node(PlannedStmt, made->stmt_list)));
        ReleaseCachedPlan(made, CurrentResourceOwner);
        PopActiveSnapshot();
        return why;
    });
}

void change_statement::run(std::span<const offered_delta> deltas, const snapshot& under,
                           delta_store& changed) const {
    const auto collect = [into = &changed](PlannedStmt* statement, const char* text,
                                           QueryEnvironment* environment) {
        change_receiver returned(*into);
        QueryDesc* const query = started(statement, text, &returned.base, environment);
        const std::uint64_t rows = query->estate->es_processed;
        end(query);
        return rows;
    };
    run_by(deltas, under, collect);
}

std::optional<std::vector<std::int64_t>>
change_statement::numbers_by_adopted(std::span<const offered_delta> deltas, const snapshot& under) const {
    if (!kept_->adopted || is_measuring()) return std::nullopt;
    delta_values* const values = call([this] { return kept_->adopted->values(); });
    if (values == nullptr) return std::nullopt;
    (void)begin_run(deltas, under);
    const std::span<const std::int64_t> found = call([values, deltas] {
        number_receiver returned;
        give_delta_values(values, deltas, number_receiver::take, &returned);
        returned.drop_repeated();
        end_run();
        return std::span<const std::int64_t>(returned.numbers, returned.count);
    });
    return std::vector(found.begin(), found.end());
}

/// Each of them once, in ascending order.
std::vector<std::int64_t> change_statement::numbers(std::span<const offered_delta> deltas,
                                                    const snapshot& under) const {
    if (const auto known = numbers_by_adopted(deltas, under)) return *known;
    const auto collect = [this, deltas](PlannedStmt* statement, const char* text,
                                        QueryEnvironment* environment) {
        number_receiver returned;
        delta_values* const values = is_measuring() ? nullptr : kept_->values_for(statement);
        if (values != nullptr) {
            give_delta_values(values, deltas, number_receiver::take, &returned);
        } else {
            end(started(statement, text, &returned.base, environment));
        }
        returned.drop_repeated();
        return std::span(returned.numbers, returned.count);
    };
    const std::span<const std::int64_t> found = run_by(deltas, under, collect);
    kept_->share_plan_once();
    return {found.begin(), found.end()};
}

void change_statement::lock(std::span<const offered_delta> deltas) const {
    const delta_statistics known(deltas);
    CachedPlan* const plan = planned(call([=] { return environment_of(deltas); }));
    call([=] { ReleaseCachedPlan(plan, CurrentResourceOwner); });
}

std::size_t change_statement::memory() const {
    return call([this] {
        const Size of_adopted = kept_->adopted ? kept_->adopted->memory() : 0;
        if (kept_->source == nullptr) return of_adopted;
        const Size of_plan = kept_->source->gplan == nullptr
                                 ? 0
                                 : MemoryContextMemAllocated(kept_->source->gplan->context, true);
        const Size of_direct = kept_->direct == nullptr ? 0 : memory_of(kept_->direct);
        return of_adopted + of_plan + of_direct + MemoryContextMemAllocated(kept_->source->context, true);
    });
}

} // namespace pgt::pg
