#include "lifecycle/arguments.hpp"

#include "settings/settings.hpp"

#include <pgt/error.hpp>
#include <pgt/schedule/tier.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <format>

namespace pgt::ext {
namespace {

/// An argument for a feature that does not exist yet.
struct planned {
    int index;
    const char* name;
    bool is_boolean = false; ///< its default is false; otherwise NULL
};

constexpr std::array planned_for_creation{planned{8, "append_only", true},
                                          planned{10, "partition_by"},
                                          planned{11, "max_differential_joins"},
                                          planned{12, "max_delta_fraction"},
                                          planned{13, "output_distribution_column"},
                                          planned{14, "temporal_mode"},
                                          planned{15, "storage_backend"}};

constexpr std::array planned_for_alteration{planned{1, "query"},
                                            planned{8, "append_only", true},
                                            planned{11, "fuse"},
                                            planned{12, "fuse_ceiling"},
                                            planned{13, "fuse_sensitivity"},
                                            planned{14, "partition_by"},
                                            planned{15, "max_differential_joins"},
                                            planned{16, "max_delta_fraction"},
                                            planned{17, "post_refresh_action"},
                                            planned{18, "reindex_drift_threshold"}};

bool is_default(const pg::function_call& call, const planned& argument) {
    if (call.argument(argument.index).is_null) { return true; }
    return argument.is_boolean && !call.get<bool>(argument.index);
}

void refuse_planned(const pg::function_call& call, std::span<const planned> all) {
    for (const planned& argument : all) {
        if (is_default(call, argument)) { continue; }
        throw user_error(sqlstate::feature_not_supported,
                         std::format("argument \"{}\" is not supported yet", argument.name))
            .hint(std::format("Leave \"{}\" out.", argument.name));
    }
}

bool is_same(std::string_view word, std::string_view text) {
    return std::ranges::equal(word, text, {}, {}, [](unsigned char c) { return std::tolower(c); });
}

/// Triggers are the only method so far.
void check_cdc_mode(const pg::function_call& call) {
    const auto text = call.get<std::optional<std::string>>(7);
    if (!text || is_same("auto", *text) || is_same("trigger", *text)) { return; }
    if (is_same("wal", *text)) {
        throw user_error(sqlstate::feature_not_supported, "cdc_mode \"wal\" is not supported yet")
            .detail("Changes are captured by triggers.")
            .hint("Use auto or trigger.");
    }
    throw user_error(sqlstate::invalid_parameter_value, std::format("invalid cdc_mode \"{}\"", *text))
        .hint("Use auto or trigger.");
}

schedule::rule parse(const std::string& text) {
    return schedule::parse_rule(text, settings::min_schedule_seconds());
}

/// In modes IMMEDIATE and ON COMMIT there is nothing to schedule, whatever is given.
std::optional<std::string> read_schedule(const pg::function_call& call, int index, refresh_mode mode) {
    if (is_in_transaction(mode)) { return std::nullopt; }
    const auto text = call.get<std::optional<std::string>>(index);
    if (!text) {
        throw user_error(sqlstate::invalid_parameter_value, "argument \"schedule\" must not be NULL")
            .hint("Pass 'calculated' for a table that is refreshed as often as those that read it.");
    }
    return stored(parse(*text));
}

/// An argument that is one of two words, whatever their case; nothing if it is NULL.
std::optional<std::string> read_word(const pg::function_call& call, int index, const char* name,
                                     const std::array<const char*, 2>& words) {
    const auto text = call.get<std::optional<std::string>>(index);
    if (!text) { return std::nullopt; }
    const auto* const found =
        std::ranges::find_if(words, [&](std::string_view word) { return is_same(word, *text); });
    if (found != words.end()) { return *found; }
    throw user_error(sqlstate::invalid_parameter_value, std::format("invalid {} \"{}\"", name, *text))
        .hint(std::format("Use {} or {}.", words[0], words[1]));
}

std::string alternatives(std::span<const std::string_view> words) {
    std::string all(words.front());
    for (const std::string_view word : words.subspan(1)) {
        all += std::format("{}{}", word == words.back() ? " or " : ", ", word);
    }
    return all;
}

/// An argument that is one of several words, whatever their case; nothing if it is NULL.
std::optional<std::string> read_name(const pg::function_call& call, int index, const char* name,
                                     std::span<const std::string_view> words) {
    const auto text = call.get<std::optional<std::string>>(index);
    if (!text) { return std::nullopt; }
    const auto found =
        std::ranges::find_if(words, [&](std::string_view word) { return is_same(word, *text); });
    if (found != words.end()) { return std::string(*found); }
    throw user_error(sqlstate::invalid_parameter_value, std::format("invalid {} \"{}\"", name, *text))
        .hint(std::format("Use {}.", alternatives(words)));
}

std::optional<std::string> read_consistency(const pg::function_call& call) {
    return read_word(call, 5, "diamond_consistency", {"atomic", "none"});
}

std::optional<std::string> read_policy(const pg::function_call& call) {
    return read_word(call, 6, "diamond_schedule_policy", {"fastest", "slowest"});
}

std::optional<std::string> read_upkeep_errors(const pg::function_call& call, int index) {
    return read_word(call, index, "upkeep_errors", {"refuse", "suspend"});
}

} // namespace

void check_diamonds(const diamond_settings& settings) {
    if (settings.consistency == "atomic" || settings.policy == "fastest") { return; }
    throw user_error(sqlstate::invalid_parameter_value,
                     "diamond_schedule_policy slowest needs diamond_consistency atomic")
        .detail("Tables that are refreshed one by one are due one by one.")
        .hint("Leave one of the two out.");
}

std::optional<std::string> stored(const schedule::rule& when) {
    if (when.is_calculated()) { return std::nullopt; }
    return when.text;
}

creation read_creation(const pg::function_call& call) {
    creation wanted{
        .name = call.get<std::string>(0),
        .query = call.get<std::string>(1),
        .schedule = {},
        .mode = parse_mode(call.get<std::string>(3), "refresh_mode"),
        .initialize = call.get<bool>(4),
        .diamonds = {read_consistency(call).value_or("atomic"), read_policy(call).value_or("fastest")},
        .upkeep_errors = read_upkeep_errors(call, 16).value_or("refuse")};
    check_diamonds(wanted.diamonds);
    wanted.schedule = read_schedule(call, 2, wanted.mode);
    check_cdc_mode(call);
    refuse_planned(call, planned_for_creation);
    return wanted;
}

alteration read_alteration(const pg::function_call& call) {
    alteration wanted{.name = call.get<std::string>(0),
                      .when = {},
                      .mode = {},
                      .status = {},
                      .diamond_consistency = read_consistency(call),
                      .diamond_policy = read_policy(call),
                      .upkeep_errors = read_upkeep_errors(call, 19),
                      .tier = read_name(call, 10, "tier", schedule::tier_names),
                      .service = read_name(call, 20, "sla_tier", schedule::service_class_names)};
    check_cdc_mode(call);
    refuse_planned(call, planned_for_alteration);
    if (const auto text = call.get<std::optional<std::string>>(2)) { wanted.when = parse(*text); }
    if (const auto text = call.get<std::optional<std::string>>(3)) {
        wanted.mode = parse_mode(*text, "refresh_mode");
    }
    if (const auto text = call.get<std::optional<std::string>>(4)) { wanted.status = parse_status(*text); }
    return wanted;
}

} // namespace pgt::ext
