#include "settings/settings.hpp"

#include <array>
#include <limits>

#include "pg/custom_settings.hpp"

namespace pgt::ext {
namespace {

/// Where the server writes.
struct values {
    int min_schedule_seconds = 1;
    int refresh_strategy = 0;
    double cost_model_safety_margin = 1.0;
    double differential_max_change_ratio = 0.0;
    int max_buffer_rows = 0;
};
constinit values now;

constexpr std::array strategy_names{"auto", "differential", "full"};

const std::array all{
    pg::setting{.name = "pg_trickle.min_schedule_seconds",
                .about = "The shortest schedule that a stream table may have, in seconds.",
                .more = "",
                .context = pg::setting_context::superuser,
                .kind = pg::whole_number{&now.min_schedule_seconds, 1, 86400}},
    pg::setting{.name = "pg_trickle.refresh_strategy",
                .about = "How tables of mode AUTO and DIFFERENTIAL are refreshed.",
                .more = "auto takes whichever of the two ways has cost less per change so far.",
                .context = pg::setting_context::superuser,
                .kind = pg::choice{&now.refresh_strategy, strategy_names}},
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
};

} // namespace

int settings::min_schedule_seconds() { return now.min_schedule_seconds; }
refresh_strategy settings::strategy() { return static_cast<refresh_strategy>(now.refresh_strategy); }
double settings::cost_model_safety_margin() { return now.cost_model_safety_margin; }
double settings::differential_max_change_ratio() { return now.differential_max_change_ratio; }
int settings::max_buffer_rows() { return now.max_buffer_rows; }

void define_settings() { pg::define_settings(all); }

} // namespace pgt::ext
