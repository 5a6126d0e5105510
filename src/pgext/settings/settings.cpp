#include "settings/settings.hpp"

#include "settings/memory_settings.hpp"
#include "settings/report_settings.hpp"

#include <array>
#include <limits>

#include "pg/access/custom_settings.hpp"

namespace pgt::ext {
namespace {

/// Where the server writes.
struct values {
    bool enabled = true;
    int min_schedule_seconds = 0;
    int default_schedule_seconds = 1;
    bool auto_backoff = true;
    int max_consecutive_errors = 3;
    int schedule_alert_cooldown_seconds = 300;
    int watermark_holdback_timeout = 0;
    bool allow_circular = false;
    int max_fixpoint_iterations = 100;
    int refresh_timeout_seconds = 0;
    int history_retention_days = 90;
    int history_max_rows = 10000;
    int refresh_strategy = 0;
    int cdc_mode = 0;
    double cost_model_safety_margin = 1.0;
    double differential_max_change_ratio = 0.0;
    int max_buffer_rows = 0;
    int states = 0;
    int ivm_recursive_max_depth = 100;
    int ivm_topk_max_limit = 1000;
    bool direct_upkeep = true;
    bool share_plans = true;
    bool tiered_scheduling = true;
    int fuse_default_ceiling = 0;
    int sla_window_hours = 24;
    double sla_error_budget = 0.01;
    int no_changes_alert_seconds = 0;
    double audit_budget = 0.0;
    int audit_piece_ms = 500;
    int plan_cache_mb = 512;
    int log_format = 0;
    int parallel_refresh_mode = 0;
    int max_concurrent_refreshes = 4;
    int max_dynamic_refresh_workers = 4;
    int per_database_worker_quota = 0;
    bool block_source_ddl = false;
    bool materialized_view_syntax = false;
    int spill_threshold_blocks = 0;
    int spill_consecutive_limit = 3;
    int buffer_alert_threshold = 1000000;
    int user_triggers = 0;
};
constinit values now;

constexpr std::array strategy_names{"auto", "differential", "full"};
constexpr std::array cdc_names{"auto", "trigger"};
constexpr std::array log_names{"text", "json"};
constexpr std::array states_names{"auto", "off"};
constexpr std::array trigger_names{"auto", "off", "on", "always"};
constexpr std::array parallel_names{"off", "dry_run", "on"};

const std::array all{
    pg::setting{.name = "pg_trickle.enabled",
                .about = "Whether the scheduler refreshes stream tables.",
                .more = "Changes are captured, and tables can be refreshed by hand, either way.",
                .context = pg::setting_context::superuser,
                .kind = pg::toggle{&now.enabled, true}},
    pg::setting{.name = "pg_trickle.min_schedule_seconds",
                .about = "The shortest schedule that a stream table may have, in seconds.",
                .more = "With 0 even '0s' is allowed: refreshed whenever something has changed.",
                .context = pg::setting_context::superuser,
                .kind = pg::whole_number{&now.min_schedule_seconds, 0, 86400}},
    pg::setting{.name = "pg_trickle.default_schedule_seconds",
                .about = "The schedule of calculated stream tables that no other reads, in seconds.",
                .more = "0: refreshed whenever something has changed.",
                .context = pg::setting_context::superuser,
                .kind = pg::whole_number{&now.default_schedule_seconds, 0, 86400}},
    pg::setting{.name = "pg_trickle.auto_backoff",
                .about =
                    "Whether tables whose refresh takes longer than their schedule are refreshed less often.",
                .more = "Up to 8 times less often; as scheduled again when a refresh fits the schedule.",
                .context = pg::setting_context::superuser,
                .kind = pg::toggle{&now.auto_backoff}},
    pg::setting{.name = "pg_trickle.max_consecutive_errors",
                .about = "After so many failed refreshes in a row a stream table is suspended.",
                .more = "",
                .context = pg::setting_context::superuser,
                .kind = pg::whole_number{&now.max_consecutive_errors, 1, 100}},
    pg::setting{
        .name = "pg_trickle.schedule_alert_cooldown_seconds",
        .about = "How long the alerts stale_data and scheduler_falling_behind are not repeated for a table.",
        .more = "",
        .context = pg::setting_context::superuser,
        .kind = pg::whole_number{&now.schedule_alert_cooldown_seconds, 0, 86400}},
    pg::setting{.name = "pg_trickle.allow_circular",
                .about = "Whether stream tables may read each other in a cycle.",
                .more = "Their queries must be monotone. Cycles that exist are not affected.",
                .context = pg::setting_context::superuser,
                .kind = pg::toggle{&now.allow_circular}},
    pg::setting{.name = "pg_trickle.max_fixpoint_iterations",
                .about = "How many rounds a cycle of stream tables may take to its fixpoint.",
                .more = "A refresh that takes more fails, and leaves the stream tables as they were.",
                .context = pg::setting_context::superuser,
                .kind = pg::whole_number{&now.max_fixpoint_iterations, 1, 10000}},
    pg::setting{.name = "pg_trickle.watermark_holdback_timeout",
                .about = "After so many seconds in which a stream table has waited for a watermark group the "
                         "alert watermark_stuck is sent; 0: never.",
                .more = "The alert watermark_resumed follows when it waits no longer.",
                .context = pg::setting_context::superuser,
                .kind = pg::whole_number{&now.watermark_holdback_timeout, 0, 604800}},
    pg::setting{
        .name = "pg_trickle.refresh_timeout_seconds",
        .about = "The scheduler cancels a refresh that takes longer; 0: none.",
        .more = "While tables of other owners wait it is cancelled sooner, and tried again with more time.",
        .context = pg::setting_context::superuser,
        .kind = pg::whole_number{&now.refresh_timeout_seconds, 0, 604800}},
    pg::setting{
        .name = "pg_trickle.history_retention_days",
        .about = "The scheduler deletes what is older than this from the history of refreshes; 0: nothing.",
        .more = "",
        .context = pg::setting_context::superuser,
        .kind = pg::whole_number{&now.history_retention_days, 0, 36500}},
    pg::setting{.name = "pg_trickle.history_max_rows",
                .about =
                    "The scheduler keeps so many rows of the history of refreshes for each table; 0: all.",
                .more = "",
                .context = pg::setting_context::superuser,
                .kind = pg::whole_number{&now.history_max_rows, 0, std::numeric_limits<int>::max()}},
    pg::setting{.name = "pg_trickle.refresh_strategy",
                .about = "How tables of mode AUTO and DIFFERENTIAL are refreshed.",
                .more = "auto takes whichever of the two ways has cost less per change so far.",
                .context = pg::setting_context::superuser,
                .kind = pg::choice{&now.refresh_strategy, strategy_names}},
    pg::setting{.name = "pg_trickle.cdc_mode",
                .about = "How changes of sources are captured.",
                .more = "There is one way so far: either value stands for triggers.",
                .context = pg::setting_context::superuser,
                .kind = pg::choice{&now.cdc_mode, cdc_names}},
    pg::setting{.name = "pg_trickle.cost_model_safety_margin",
                .about =
                    "A refresh is differential if its estimated time is below that of a full one times this.",
                .more = "Above 1 it leans towards differential, below towards full.",
                .context = pg::setting_context::superuser,
                .kind = pg::fraction{&now.cost_model_safety_margin, 0.1, 10.0}},
    pg::setting{.name = "pg_trickle.differential_max_change_ratio",
                .about =
                    "A refresh is full if more than this part of the sources' rows has changed; 0: no limit.",
                .more = "",
                .context = pg::setting_context::superuser,
                .kind = pg::fraction{&now.differential_max_change_ratio, 0.0, 1.0}},
    pg::setting{.name = "pg_trickle.max_buffer_rows",
                .about = "A refresh is full if more than this number of changes is pending; 0: no limit.",
                .more = "",
                .context = pg::setting_context::superuser,
                .kind = pg::whole_number{&now.max_buffer_rows, 0, std::numeric_limits<int>::max()}},
    pg::setting{.name = "pg_trickle.states",
                .about = "Whether parts of queries are stored as states where changes cannot be computed "
                         "without them.",
                .more = "Tables that a change of it concerns are re-initialised by their next refresh.",
                .context = pg::setting_context::configuration,
                .kind = pg::choice{&now.states, states_names}},
    pg::setting{.name = "pg_trickle.ivm_recursive_max_depth",
                .about = "How many steps a recursion may take while a statement maintains a stream table in "
                         "mode IMMEDIATE; 0: no limit.",
                .more = "The statement fails if its changes lead further.",
                .context = pg::setting_context::superuser,
                .kind = pg::whole_number{&now.ivm_recursive_max_depth, 0, std::numeric_limits<int>::max()}},
    pg::setting{
        .name = "pg_trickle.ivm_topk_max_limit",
        .about = "The greatest LIMIT of a query that may become a stream table in mode IMMEDIATE; 0: none.",
        .more = "",
        .context = pg::setting_context::superuser,
        .kind = pg::whole_number{&now.ivm_topk_max_limit, 0, std::numeric_limits<int>::max()}},
    pg::setting{.name = "pg_trickle.direct_upkeep",
                .about = "Whether few changes are applied without the executor where that is possible.",
                .more = "Other modules do not see such statements.",
                .context = pg::setting_context::user,
                .kind = pg::toggle{&now.direct_upkeep}},
    pg::setting{.name = "pg_trickle.share_plans",
                .about = "Whether sessions use what others have made of the queries of stream tables.",
                .more = "With off each session analyses the queries that it needs.",
                .context = pg::setting_context::superuser,
                .kind = pg::toggle{&now.share_plans}},
    pg::setting{.name = "pg_trickle.tiered_scheduling",
                .about = "Whether the tiers of stream tables count.",
                .more = "With off all of them are refreshed by their schedules.",
                .context = pg::setting_context::superuser,
                .kind = pg::toggle{&now.tiered_scheduling}},
    pg::setting{.name = "pg_trickle.fuse_default_ceiling",
                .about = "How many pending changes blow the fuse of a stream table that names no ceiling; 0: "
                         "any number is applied.",
                .more = "It concerns tables whose fuse is on or auto.",
                .context = pg::setting_context::superuser,
                .kind = pg::whole_number{&now.fuse_default_ceiling, 0, std::numeric_limits<int>::max()}},
    pg::setting{.name = "pg_trickle.sla_window_hours",
                .about = "Of how many hours pgtrickle.sla_summary() tells.",
                .more = "",
                .context = pg::setting_context::user,
                .kind = pg::whole_number{&now.sla_window_hours, 1, 8760}},
    pg::setting{.name = "pg_trickle.sla_error_budget",
                .about = "Which part of the refreshes of a stream table may fail, and of the time it may be "
                         "older than its "
                         "deadline.",
                .more = "set_stream_table_sla() sets another one for a stream table.",
                .context = pg::setting_context::user,
                .kind = pg::fraction{&now.sla_error_budget, 0.000001, 0.999999}},
    pg::setting{
        .name = "pg_trickle.no_changes_alert_seconds",
        .about =
            "A stream table none of whose sources has changed for so many seconds is an alert; 0: none is.",
        .more = "",
        .context = pg::setting_context::superuser,
        .kind = pg::whole_number{&now.no_changes_alert_seconds, 0, std::numeric_limits<int>::max()}},
    pg::setting{.name = "pg_trickle.audit_budget",
                .about = "Which part of one core the scheduler spends on comparing stream tables with their "
                         "queries; 0: it compares none.",
                .more = "A stream table is not refreshed while a piece of it is compared.",
                .context = pg::setting_context::superuser,
                .kind = pg::fraction{&now.audit_budget, 0.0, 1.0}},
    pg::setting{
        .name = "pg_trickle.audit_piece_ms",
        .about = "How many milliseconds the scheduler may be busy with comparing a piece of a stream table.",
        .more = "Stream tables whose full computation takes longer are compared piece by piece.",
        .context = pg::setting_context::superuser,
        .kind = pg::whole_number{&now.audit_piece_ms, 1, 60000}},
    pg::setting{.name = "pg_trickle.plan_cache_mb",
                .about = "How much memory the plans of stream tables may use in a session, in megabytes.",
                .more = "The scheduler is a session, too. What does not fit is planned again.",
                .context = pg::setting_context::superuser,
                .kind = pg::whole_number{&now.plan_cache_mb, 1, 1048576}},
    pg::setting{.name = "pg_trickle.log_format",
                .about =
                    "Whether events of refreshes are written to the log of the server, as lines of JSON.",
                .more = "With text nothing but what needs attention is logged.",
                .context = pg::setting_context::superuser,
                .kind = pg::choice{&now.log_format, log_names}},
    pg::setting{.name = "pg_trickle.parallel_refresh_mode",
                .about = "Whether refreshes that take long run in background workers beside the scheduler.",
                .more = "With dry_run the log of the server says which would.",
                .context = pg::setting_context::superuser,
                .kind = pg::choice{&now.parallel_refresh_mode, parallel_names}},
    pg::setting{.name = "pg_trickle.max_concurrent_refreshes",
                .about = "How many refresh workers a database may have.",
                .more = "",
                .context = pg::setting_context::superuser,
                .kind = pg::whole_number{&now.max_concurrent_refreshes, 1, 32}},
    pg::setting{.name = "pg_trickle.max_dynamic_refresh_workers",
                .about = "How many refresh workers the server may have; 0: none.",
                .more = "They count towards max_worker_processes.",
                .context = pg::setting_context::superuser,
                .kind = pg::whole_number{&now.max_dynamic_refresh_workers, 0, 64}},
    pg::setting{.name = "pg_trickle.per_database_worker_quota",
                .about = "How many refresh workers a database may keep when others need some; 0: no quota.",
                .more = "One and a half times as many while the server has fewer than 80 % of its workers.",
                .context = pg::setting_context::superuser,
                .kind = pg::whole_number{&now.per_database_worker_quota, 0, 64}},
    pg::setting{.name = "pg_trickle.block_source_ddl",
                .about = "Whether commands fail that add, drop, rename or retype columns of tables that "
                         "stream tables read.",
                .more = "A guard against accidents, which any role may switch off.",
                .context = pg::setting_context::user,
                .kind = pg::toggle{&now.block_source_ddl}},
    pg::setting{.name = "pg_trickle.materialized_view_syntax",
                .about = "Whether statements on materialized views may mean stream tables.",
                .more =
                    "CREATE MATERIALIZED VIEW with the option pgtrickle.stream creates one; ALTER, REFRESH "
                    "and DROP accept one.",
                .context = pg::setting_context::user,
                .kind = pg::toggle{&now.materialized_view_syntax}},
    pg::setting{.name = "pg_trickle.spill_threshold_blocks",
                .about =
                    "A refresh that writes more blocks of temporary files counts as spilled; 0: none does.",
                .more = "",
                .context = pg::setting_context::superuser,
                .kind = pg::whole_number{&now.spill_threshold_blocks, 0, std::numeric_limits<int>::max()}},
    pg::setting{.name = "pg_trickle.spill_consecutive_limit",
                .about = "After so many spilled refreshes in a row one is full; 0: none.",
                .more = "",
                .context = pg::setting_context::superuser,
                .kind = pg::whole_number{&now.spill_consecutive_limit, 0, 1000}},
    pg::setting{.name = "pg_trickle.buffer_alert_threshold",
                .about = "More changes than this that wait for a stream table are an alert; 0: no number is.",
                .more = "",
                .context = pg::setting_context::superuser,
                .kind = pg::whole_number{&now.buffer_alert_threshold, 0, std::numeric_limits<int>::max()}},
    pg::setting{.name = "pg_trickle.user_triggers",
                .about = "Which refreshes fire triggers of users on stream tables.",
                .more = "auto and on: those that apply changes; always: full ones, too; off: none.",
                .context = pg::setting_context::superuser,
                .kind = pg::choice{&now.user_triggers, trigger_names}},
};

} // namespace

bool settings::materialized_view_syntax() { return now.materialized_view_syntax; }
bool settings::block_source_ddl() { return now.block_source_ddl; }
bool settings::enabled() { return now.enabled; }
int settings::min_schedule_seconds() { return now.min_schedule_seconds; }
int settings::default_schedule_seconds() { return now.default_schedule_seconds; }
bool settings::auto_backoff() { return now.auto_backoff; }
int settings::max_consecutive_errors() { return now.max_consecutive_errors; }
bool settings::allow_circular() { return now.allow_circular; }
int settings::max_fixpoint_iterations() { return now.max_fixpoint_iterations; }
int settings::watermark_holdback_timeout() { return now.watermark_holdback_timeout; }
int settings::schedule_alert_cooldown_seconds() { return now.schedule_alert_cooldown_seconds; }
int settings::history_retention_days() { return now.history_retention_days; }
int settings::refresh_timeout_seconds() { return now.refresh_timeout_seconds; }
int settings::history_max_rows() { return now.history_max_rows; }
refresh_strategy settings::strategy() { return static_cast<refresh_strategy>(now.refresh_strategy); }
double settings::cost_model_safety_margin() { return now.cost_model_safety_margin; }
double settings::differential_max_change_ratio() { return now.differential_max_change_ratio; }
bool settings::states() { return now.states == 0; }
int settings::max_buffer_rows() { return now.max_buffer_rows; }
int settings::ivm_recursive_max_depth() { return now.ivm_recursive_max_depth; }
bool settings::shares_plans() { return now.share_plans; }
bool settings::direct_upkeep() { return now.direct_upkeep; }
int settings::ivm_topk_max_limit() { return now.ivm_topk_max_limit; }
parallel_mode settings::parallel_refresh() { return static_cast<parallel_mode>(now.parallel_refresh_mode); }
bool settings::tiered_scheduling() { return now.tiered_scheduling; }
int settings::max_concurrent_refreshes() { return now.max_concurrent_refreshes; }
int settings::max_dynamic_refresh_workers() { return now.max_dynamic_refresh_workers; }
int settings::per_database_worker_quota() { return now.per_database_worker_quota; }

int settings::fuse_default_ceiling() { return now.fuse_default_ceiling; }
double settings::audit_budget() { return now.audit_budget; }
int settings::no_changes_alert_seconds() { return now.no_changes_alert_seconds; }
int settings::audit_piece_ms() { return now.audit_piece_ms; }
int settings::plan_cache_mb() { return now.plan_cache_mb; }
int settings::spill_threshold_blocks() { return now.spill_threshold_blocks; }
int settings::spill_consecutive_limit() { return now.spill_consecutive_limit; }
bool settings::changes_fire_triggers() { return now.user_triggers != 1; }
bool settings::full_refreshes_fire_triggers() { return now.user_triggers == 3; }
bool settings::logs_json() { return now.log_format == 1; }

void define_settings() { pg::define_settings(all); }

} // namespace pgt::ext
