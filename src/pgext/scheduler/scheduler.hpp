/// `scheduler`: keeps the stream tables of one database fresh.
#pragma once

#include "pg/worker/shared_state.hpp"
#include "pg/worker/time_limit.hpp"
#include "scheduler/failure.hpp"
#include "scheduler/journal.hpp"
#include "scheduler/watched_table.hpp"

#include <pgt/schedule/plan.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

namespace pgt::ext {

/// What to do and when is planned by `schedule::plan`; this waits, asks it, and obeys.
class scheduler {
  public:
    explicit scheduler(pg::shared_database& place) : place_(place) {}

    /// Runs until the process ends.
    [[noreturn]] void run();

  private:
    void begin();
    [[nodiscard]] std::vector<pg::oid> notice();
    void sleep(std::optional<schedule::moment> until, const std::vector<pg::oid>& noticed);
    void step();
    [[noreturn]] void leave(pg::ending why);
    [[noreturn]] void rest(std::span<const pg::oid> noticed);
    void remember(std::span<const pg::oid> noticed);
    void report_troubles();
    [[nodiscard]] bool is_pending(const watched_table& table, const pg::snapshot& under) const;
    [[nodiscard]] bool may_have_changed(const watched_table& table, const watched_table* before,
                                        bool was_active) const;
    void notice_changes(const std::vector<pg::oid>& sources);
    void reload(bool is_search);
    void adopt(std::vector<watched_table> tables, bool is_search);
    void watch_prepared();
    void end_if_unwanted();
    void end_without_extension() const;
    void follow_clock(schedule::moment now);

    void run_pass(const schedule::pass& planned, schedule::moment now);
    void refresh(const schedule::group& tables, schedule::moment now);
    [[nodiscard]] bool has_work(const schedule::group& tables) const;
    [[nodiscard]] bool announce(const schedule::group& tables, std::vector<std::int64_t>& running);
    [[nodiscard]] bool attempt(const schedule::group& tables, std::span<const std::int64_t> running,
                               std::size_t& at);
    void succeeded(const schedule::group& tables, schedule::moment now, schedule::span took);
    void adapt(std::size_t table, schedule::span took);
    void say_it_falls_behind(std::size_t table, schedule::span took);
    [[nodiscard]] bool may_pass(schedule::failure_kind kind, const failed_refresh& why, std::size_t table,
                                std::span<const std::int64_t> running) const;
    void failed(std::size_t table, failed_refresh why, std::span<const std::int64_t> running);
    void give_notice(std::size_t table, schedule::failure_kind kind, const failed_refresh& why,
                     std::span<const std::int64_t> running);
    void tell(std::string_view event, std::size_t table, std::string_view key, std::string_view about);
    [[nodiscard]] bool keeps_others_waiting(const schedule::group& tables) const;
    [[nodiscard]] std::optional<pg::time_limit> limit_of(const schedule::group& tables);
    [[nodiscard]] schedule::failure_kind note_time_limit(std::size_t table, failed_refresh& why);
    void say_what_is_stale(schedule::moment now);
    void tidy_up(schedule::moment now);

    pg::shared_database& place_;
    std::optional<std::uint32_t> definitions_; ///< those that `tables_` has seen; nothing: none yet
    std::vector<watched_table> tables_;
    schedule::network network_;
    std::vector<schedule::progress> progress_;
    std::vector<std::optional<schedule::span>> took_; ///< the last refresh of each table
    std::vector<schedule::span> turns_;               ///< what the next one may take while others wait
    schedule::span limit_{};                          ///< of the refresh that runs; 0: none
    std::optional<schedule::span> took_too_long_; ///< the time that one had that was cancelled for the others
    std::unordered_map<pg::oid, std::vector<std::size_t>>
        readers_; ///< by the source whose changes they take in
    schedule::moment last_look_;
    schedule::moment last_search_; ///< when all tables were last looked at
    bool has_begun_ = false;
    bool has_to_search_ = true;    ///< all tables have to be looked at
    bool may_have_missed_ = false; ///< changes that only marks tell of
    bool is_tidy_ = true;          ///< the history holds nothing more that is to go
    std::optional<schedule::moment> last_tidied_;
};

} // namespace pgt::ext
