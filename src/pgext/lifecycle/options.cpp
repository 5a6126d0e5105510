#include "lifecycle/options.hpp"

#include "lifecycle/words.hpp"
#include "settings/settings.hpp"

#include <pgt/error.hpp>
#include <pgt/schedule/tier.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <format>
#include <string_view>
#include <system_error>

using std::string_view_literals::operator""sv;

namespace pgt::ext {
namespace {

enum class uses : std::uint8_t { creation, alteration, both };

/// One option: its name, and how its text is read.
struct option {
    const char* name;
    uses where;
    void (*read)(table_options& to, const option& of, const std::string& text);
    /// Refuses NULL at a creation, after the options before it have been read; none: NULL is the default. An alteration leaves what is NULL as
    /// it is.
    void (*refuse_null)(const table_options& read, const option& of, const std::string& where) = nullptr;
};

user_error invalid(const option& of, const std::string& text) {
    return {sqlstate::invalid_parameter_value, std::format("invalid {} \"{}\"", of.name, text)};
}

bool read_boolean(const option& of, const std::string& text) {
    constexpr std::array yes{"true", "t", "on", "yes", "1"};
    constexpr std::array no{"false", "f", "off", "no", "0"};
    const auto is_text = [&](std::string_view word) { return is_word(text, word); };
    if (std::ranges::any_of(yes, is_text)) { return true; }
    if (std::ranges::any_of(no, is_text)) { return false; }
    throw invalid(of, text).hint("Use true or false.");
}

/// One of several words, whatever its case.
std::string read_word(const option& of, const std::string& text, std::span<const std::string_view> words) {
    return std::string(words[place_among(words, text, of.name)]);
}

[[noreturn]] void refuse_planned(const option& of) {
    throw user_error(sqlstate::feature_not_supported,
                     std::format("argument \"{}\" is not supported yet", of.name))
        .hint(std::format("Leave \"{}\" out.", of.name));
}

/// An option of a feature that does not exist yet.
void planned(table_options& /*to*/, const option& of, const std::string& /*text*/) { refuse_planned(of); }
void read_query(table_options& to, const option& /*of*/, const std::string& text) { to.query = text; }

void read_schedule(table_options& to, const option& /*of*/, const std::string& text) {
    // In modes IMMEDIATE and ON COMMIT there is nothing to schedule, whatever is given.
    const bool is_needed = !to.mode || !is_in_transaction(*to.mode);
    to.when = schedule::parse_rule(text, is_needed ? settings::min_schedule_seconds() : 0);
}

void read_mode(table_options& to, const option& of, const std::string& text) {
    to.mode = parse_mode(text, of.name);
}

void read_initialize(table_options& to, const option& of, const std::string& text) {
    to.initialize = read_boolean(of, text);
}

void read_status(table_options& to, const option& /*of*/, const std::string& text) {
    const table_status wanted = parse_status(text);
    if (wanted == table_status::initializing || wanted == table_status::error) {
        throw user_error(sqlstate::invalid_parameter_value,
                         std::format("cannot set status {}", name_of(wanted)))
            .hint("Use ACTIVE, PAUSED or SUSPENDED.");
    }
    to.status = wanted;
}

void read_consistency(table_options& to, const option& of, const std::string& text) {
    to.diamond_consistency = read_word(of, text, std::array{"atomic"sv, "none"sv});
}

void read_policy(table_options& to, const option& of, const std::string& text) {
    to.diamond_policy = read_word(of, text, std::array{"fastest"sv, "slowest"sv});
}

void read_upkeep_errors(table_options& to, const option& of, const std::string& text) {
    to.upkeep_errors = read_word(of, text, std::array{"refuse"sv, "suspend"sv});
}

void read_row_errors(table_options& to, const option& of, const std::string& text) {
    to.row_errors = read_word(of, text, std::array{"stop"sv, "quarantine"sv});
}

void read_strict(table_options& to, const option& /*of*/, const std::string& text) {
    to.limits = parse_limits(text);
}

void read_tier(table_options& to, const option& of, const std::string& text) {
    to.tier = read_word(of, text, schedule::tier_names);
}

void read_service(table_options& to, const option& of, const std::string& text) {
    to.service = read_word(of, text, schedule::service_class_names);
}

void read_fuse(table_options& to, const option& of, const std::string& text) {
    to.fuse.mode = read_word(of, text, std::array{"off"sv, "on"sv, "auto"sv});
}

void read_shadow_mode(table_options& to, const option& of, const std::string& text) {
    to.shadow = read_boolean(of, text);
}

template <class Number> Number read_positive(const option& of, const std::string& text) {
    Number value = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || rest != text.data() + text.size()) {
        throw invalid(of, text).hint("Pass a whole number, 1 or more.");
    }
    if (value > 0) { return value; }
    throw user_error(sqlstate::invalid_parameter_value, std::format("{} must not be {}", of.name, value))
        .hint("Pass 1 or more.");
}

void read_fuse_ceiling(table_options& to, const option& of, const std::string& text) {
    to.fuse.ceiling = read_positive<std::int64_t>(of, text);
}

void read_fuse_sensitivity(table_options& to, const option& of, const std::string& text) {
    to.fuse.sensitivity = read_positive<std::int32_t>(of, text);
}

/// Triggers are the only method so far.
void read_cdc_mode(table_options& /*to*/, const option& of, const std::string& text) {
    if (is_word(text, "auto") || is_word(text, "trigger")) { return; }
    if (is_word(text, "wal")) {
        throw user_error(sqlstate::feature_not_supported, "cdc_mode \"wal\" is not supported yet")
            .detail("Changes are captured by triggers.")
            .hint("Use auto or trigger.");
    }
    throw invalid(of, text).hint("Use auto or trigger.");
}

/// Conditions on the clock are maintained in any case.
void read_temporal_mode(table_options& to, const option& of, const std::string& text) {
    if (!is_word(text, "sliding_window")) {
        throw invalid(of, text).hint(
            "Use sliding_window, or leave it out: conditions on the clock are maintained in any case.");
    }
    to.is_sliding_window = true;
}

/// Refreshes keep no prepared statements that a pooler could see, and send no notifications: either value is met.
void read_pooler_mode(table_options& /*to*/, const option& of, const std::string& text) {
    (void)read_boolean(of, text);
}

void read_append_only(table_options& to, const option& of, const std::string& text) {
    to.append_only = read_boolean(of, text);
}

void read_partition_by(table_options& to, const option& /*of*/, const std::string& text) {
    to.partitioning = parse_partitioning(text);
}

void read_tablespace(table_options& to, const option& /*of*/, const std::string& text) {
    to.storage.tablespace = text;
}

void read_storage_parameters(table_options& to, const option& /*of*/, const std::string& text) {
    to.storage.parameters = parse_storage_parameters(text);
}

void read_compression(table_options& to, const option& of, const std::string& text) {
    to.storage.compression = read_word(of, text, std::array{"pglz"sv, "lz4"sv, "default"sv});
}

void read_indexes(table_options& to, const option& /*of*/, const std::string& text) {
    to.storage.indexes = parse_index_definitions(text);
    to.storage.search_path = present_search_path();
}

void refuse_null(const table_options& /*read*/, const option& of, const std::string& where) {
    throw user_error(sqlstate::invalid_parameter_value,
                     std::format("argument \"{}\" of {} must not be NULL", of.name, where))
        .hint("Pass a value for this argument, or leave it out.");
}

/// A table that is refreshed by schedule has one.
void refuse_no_schedule(const table_options& read, const option& of, const std::string& /*where*/) {
    if (read.mode && is_in_transaction(*read.mode)) { return; }
    throw user_error(sqlstate::invalid_parameter_value,
                     std::format("argument \"{}\" must not be NULL", of.name))
        .hint("Pass 'calculated' for a table that is refreshed as often as those that read it.");
}

constexpr std::array options{
    option{"query", uses::both, read_query, refuse_null},
    option{"refresh_mode", uses::both, read_mode, refuse_null}, // before the schedule
    option{"schedule", uses::both, read_schedule, refuse_no_schedule},
    option{"initialize", uses::creation, read_initialize, refuse_null},
    option{"status", uses::alteration, read_status},
    option{"diamond_consistency", uses::both, read_consistency},
    option{"diamond_schedule_policy", uses::both, read_policy},
    option{"cdc_mode", uses::both, read_cdc_mode},
    option{"pooler_compatibility_mode", uses::both, read_pooler_mode},
    option{"upkeep_errors", uses::both, read_upkeep_errors},
    option{"row_errors", uses::both, read_row_errors},
    option{"strict", uses::creation, read_strict},
    option{"append_only", uses::both, read_append_only},
    option{"partition_by", uses::both, read_partition_by},
    option{"tablespace", uses::both, read_tablespace},
    option{"storage_parameters", uses::both, read_storage_parameters},
    option{"compression", uses::both, read_compression},
    option{"indexes", uses::both, read_indexes},
    option{"max_differential_joins", uses::both, planned},
    option{"max_delta_fraction", uses::both, planned},
    option{"output_distribution_column", uses::creation, planned},
    option{"temporal_mode", uses::both, read_temporal_mode},
    option{"storage_backend", uses::creation, planned},
    option{"tier", uses::alteration, read_tier},
    option{"sla_tier", uses::alteration, read_service},
    option{"fuse", uses::alteration, read_fuse},
    option{"fuse_ceiling", uses::alteration, read_fuse_ceiling},
    option{"fuse_sensitivity", uses::alteration, read_fuse_sensitivity},
    option{"shadow_mode", uses::alteration, read_shadow_mode},
    option{"post_refresh_action", uses::alteration, planned},
    option{"reindex_drift_threshold", uses::alteration, planned},
};

bool is_for(const option& one, option_use use) {
    if (one.where == uses::both) { return true; }
    return (one.where == uses::creation) == (use == option_use::creation);
}

void check_known(const pg::named_argument& given, option_use use) {
    const auto is_it = [&](const option& one) { return given.name == one.name && is_for(one, use); };
    if (std::ranges::any_of(options, is_it)) { return; }
    throw user_error(sqlstate::invalid_parameter_value, std::format("unknown option \"{}\"", given.name))
        .hint(std::format("Use arguments of pgtrickle.{}_stream_table().",
                          use == option_use::creation ? "create" : "alter"));
}

void check_diamonds(const diamond_settings& settings) {
    if (settings.consistency == "atomic" || settings.policy == "fastest") { return; }
    throw user_error(sqlstate::invalid_parameter_value,
                     "diamond_schedule_policy slowest needs diamond_consistency atomic")
        .detail("Tables that are refreshed one by one are due one by one.")
        .hint("Leave one of the two out.");
}

} // namespace

table_options read_options(std::span<const pg::named_argument> given, option_use use,
                           const std::string& where) {
    table_options read;
    for (const pg::named_argument& one : given) { check_known(one, use); }
    for (const option& one : options) {
        const auto found = std::ranges::find(given, std::string_view(one.name), &pg::named_argument::name);
        if (found == given.end() || !is_for(one, use)) { continue; }
        if (found->text) {
            one.read(read, one, *found->text);
        } else if (use == option_use::creation && one.refuse_null != nullptr) {
            one.refuse_null(read, one, where);
        }
    }
    return read;
}

namespace {

void choose_tier(stream_table& table, const table_options& chosen) {
    if (!chosen.tier && !chosen.service) { return; }
    if (is_in_transaction(table.requested)) {
        throw user_error(sqlstate::invalid_parameter_value,
                         std::format("stream table \"{}\" in mode {} has no tier", table.name.for_people(),
                                     name_of(table.requested)))
            .detail("The transactions that change its sources maintain it.")
            .hint("Leave tier and sla_tier out, or alter it to mode DIFFERENTIAL.");
    }
    table.tier = chosen.tier.value_or(table.tier);
    table.service = chosen.service.value_or(table.service);
}

} // namespace

void choose(stream_table& table, const table_options& chosen) {
    if (chosen.mode) { table.requested = *chosen.mode; }
    if (chosen.when) { table.schedule = stored(*chosen.when); }
    if (is_in_transaction(table.requested)) { table.schedule.reset(); }
    if (chosen.diamond_consistency) { table.diamonds.consistency = *chosen.diamond_consistency; }
    if (chosen.diamond_policy) { table.diamonds.policy = *chosen.diamond_policy; }
    if (chosen.upkeep_errors) { table.upkeep_errors = *chosen.upkeep_errors; }
    if (chosen.row_errors) { table.row_errors = *chosen.row_errors; }
    check_diamonds(table.diamonds);
    choose_tier(table, chosen);
}

bool has_same_choices(const stream_table& one, const stream_table& other) {
    return one.requested == other.requested && one.schedule == other.schedule && one.status == other.status &&
           one.diamonds.consistency == other.diamonds.consistency &&
           one.diamonds.policy == other.diamonds.policy && one.upkeep_errors == other.upkeep_errors &&
           one.tier == other.tier && one.service == other.service && one.row_errors == other.row_errors;
}

table_options with_defaults(table_options given) {
    const stream_table fresh;
    if (!given.when) { given.when = schedule::rule{.when = schedule::calculated{}, .text = {}}; }
    if (!given.mode) { given.mode = fresh.requested; }
    if (!given.diamond_consistency) { given.diamond_consistency = fresh.diamonds.consistency; }
    if (!given.diamond_policy) { given.diamond_policy = fresh.diamonds.policy; }
    if (!given.upkeep_errors) { given.upkeep_errors = fresh.upkeep_errors; }
    if (!given.row_errors) { given.row_errors = fresh.row_errors; }
    if (!given.append_only) { given.append_only = false; }
    if (!given.partitioning) { given.partitioning = ext::partitioning(); }
    return given;
}

std::optional<std::string> stored(const schedule::rule& when) {
    if (when.is_calculated()) { return std::nullopt; }
    return when.text;
}

} // namespace pgt::ext
