/// The settings of pg_trickle.
#pragma once

#include <cstdint>

namespace pgt::ext {

/// How refreshes are done, instead of by their own choice.
enum class refresh_strategy : std::uint8_t { by_cost, differential, full };

/// Whether refreshes run in workers beside the scheduler.
enum class parallel_mode : std::uint8_t {
    off,
    dry_run, ///< no, but the log says which would
    on
};

/// Their current values in this session.
namespace settings {
/// Whether the scheduler refreshes anything.
[[nodiscard]] bool enabled();
[[nodiscard]] int min_schedule_seconds();
/// The schedule of a calculated table without consumers.
[[nodiscard]] int default_schedule_seconds();
/// Whether tables whose refresh takes longer than their schedule are refreshed less often.
[[nodiscard]] bool auto_backoff();
/// After so many failures in a row a table is suspended.
[[nodiscard]] int max_consecutive_errors();
/// For how long an alert is not repeated for a table.
[[nodiscard]] int schedule_alert_cooldown_seconds();
[[nodiscard]] int watermark_holdback_timeout();
/// Whether stream tables may read each other in a cycle.
[[nodiscard]] bool allow_circular();
/// Of such a cycle.
[[nodiscard]] int max_fixpoint_iterations();
/// 0: no limit.
[[nodiscard]] int refresh_timeout_seconds();
/// 0: no limit.
[[nodiscard]] int history_retention_days();
/// For each table; 0: all.
[[nodiscard]] int history_max_rows();
[[nodiscard]] refresh_strategy strategy();
[[nodiscard]] double cost_model_safety_margin();
/// 0: no limit.
[[nodiscard]] double differential_max_change_ratio();
/// Whether parts of queries may be stored as states.
[[nodiscard]] bool states();
/// 0: no limit.
[[nodiscard]] int max_buffer_rows();
/// Of recursions in mode IMMEDIATE; 0: no limit.
[[nodiscard]] int ivm_recursive_max_depth();
/// Of stream tables in mode IMMEDIATE; 0: none may have a LIMIT.
[[nodiscard]] int ivm_topk_max_limit();
/// Whether few changes are applied in modes IMMEDIATE and ON COMMIT without the executor where that is possible.
[[nodiscard]] bool direct_upkeep();
/// 0: fuses without a ceiling never blow.
[[nodiscard]] int fuse_default_ceiling();
/// Which part of one core compares stream tables with their queries; 0: none is compared.
[[nodiscard]] double audit_budget();
/// So many blocks of temporary files are no spill yet; 0: none is.
[[nodiscard]] int spill_threshold_blocks();
/// After so many spilled refreshes in a row one is full; 0: none.
[[nodiscard]] int spill_consecutive_limit();
/// Whether triggers of users on stream tables fire when changes are applied, and when all rows are computed.
[[nodiscard]] bool changes_fire_triggers();
[[nodiscard]] bool full_refreshes_fire_triggers();
/// Whether events of refreshes are logged as JSON.
[[nodiscard]] bool logs_json();
[[nodiscard]] parallel_mode parallel_refresh();
/// Whether tiers of stream tables count.
[[nodiscard]] bool tiered_scheduling();
/// Workers of one database at a time.
[[nodiscard]] int max_concurrent_refreshes();
/// Workers of all databases.
[[nodiscard]] int max_dynamic_refresh_workers();
/// Workers of this database when others need some, too; 0: no quota.
[[nodiscard]] int per_database_worker_quota();
/// Whether columns of tables that stream tables read must stay as they are.
[[nodiscard]] bool block_source_ddl();
/// Whether statements on materialized views may mean stream tables.
[[nodiscard]] bool materialized_view_syntax();
} // namespace settings

/// Makes the settings known to the server. Call it once, when the module is loaded.
void define_settings();

} // namespace pgt::ext
