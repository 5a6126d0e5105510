/// Events of refreshes in the log of the server, as lines of JSON, for machines that read it: pg_trickle.log_format.
#pragma once

#include "pg/access/lookup.hpp"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace pgt::ext {

/// While one lives, all events belong together: they have the same cycle_id. One within another changes nothing.
class log_cycle {
  public:
    log_cycle() noexcept;
    log_cycle(const log_cycle&) = delete;
    log_cycle& operator=(const log_cycle&) = delete;
    ~log_cycle();

  private:
    bool is_outermost_;
};

/// A key of an event, and its value as JSON.
struct event_field {
    event_field(std::string_view key, std::string_view text);
    event_field(std::string_view key, std::int64_t number);
    event_field(std::string_view key, double number);

    std::string_view key;
    std::string json;
};

/// What an event is about.
struct event_subject {
    const pg::relation_name& name;
    std::int64_t id;
};

/// Does nothing unless the format is json. Rows and messages that may quote them must not be in the fields: whatever reads the log sees them.
void log_event(std::string_view event, const event_subject& about,
               std::initializer_list<event_field> fields = {});

} // namespace pgt::ext
