#include "lifecycle/strict.hpp"

#include "definition/expected_cost.hpp"
#include "lifecycle/json_arguments.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <format>
#include <ranges>
#include <string>
#include <system_error>

namespace pgt::ext {
namespace {

struct limit {
    const char* name;
    std::optional<double> strict_limits::* value;
};
constexpr std::array limits_by_name{
    limit{"full_cost", &strict_limits::full_cost},
    limit{"change_cost", &strict_limits::change_cost},
    limit{"rows", &strict_limits::rows},
    limit{"state_rows", &strict_limits::state_rows},
    limit{"captured_columns", &strict_limits::captured_columns},
};
constexpr const char* mode_limit = "refresh_mode";

std::string known_limits() {
    std::string names = mode_limit;
    for (const limit& one : limits_by_name) { names += std::format(", {}", one.name); }
    return names;
}

user_error invalid(const std::string& message) {
    return user_error(sqlstate::invalid_parameter_value, message)
        .hint(std::format("Pass an object such as {{\"change_cost\": 1000}}. The limits are {}.",
                          known_limits()));
}

double figure_of(const json_member& given) {
    const std::string text = given.form == "number" ? given.text.value() : "";
    double value = -1;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc() && rest == text.data() + text.size() && value >= 0) { return value; }
    throw invalid(std::format("limit \"{}\" must be a number that is not negative", given.name));
}

void read(strict_limits& to, const json_member& given) {
    if (given.name == mode_limit) {
        to.mode = parse_mode(given.text.value_or("null"), "refresh_mode");
        if (*to.mode == refresh_mode::automatic) {
            throw invalid("limit \"refresh_mode\" must be the mode that is to result, not AUTO");
        }
        return;
    }
    const auto found =
        std::ranges::find(limits_by_name, given.name, [](const limit& one) { return std::string(one.name); });
    if (found == limits_by_name.end()) { throw invalid(std::format("unknown limit \"{}\"", given.name)); }
    to.*(found->value) = figure_of(given);
}

class check {
  public:
    check(const strict_limits& limits, const recipe& how, const definition& kept)
        : limits_(limits), how_(how), kept_(kept) {}

    void all() const {
        mode();
        contents();
        states();
        sources();
    }

  private:
    void mode() const {
        if (!limits_.mode || *limits_.mode == how_.mode) { return; }
        const std::string reason = how_.downgrade_reason.empty() ? "" : ": " + how_.downgrade_reason;
        throw exceeded(std::format("the stream table would be refreshed in mode {}, not {}{}",
                                   name_of(how_.mode), name_of(*limits_.mode), reason),
                       mode_limit);
    }
    void contents() const {
        if (!limits_.full_cost && !limits_.rows) { return; }
        const expectation all = expect_contents(kept_);
        compare("to compute all rows would cost", all.cost, "full_cost", limits_.full_cost);
        compare("the number of rows of the stream table would be", all.rows, "rows", limits_.rows);
    }
    void states() const {
        if (!limits_.state_rows) { return; }
        double rows = 0;
        for (std::size_t i = 0; i < how_.plan.states(); ++i) { rows += expected_rows(how_, i).value_or(0); }
        compare("the number of rows of its states would be", rows, "state_rows", limits_.state_rows);
    }
    void sources() const {
        for (const bind::source& one : how_.sources) {
            compare(std::format(
                        "the number of columns that are captured of each changed row of \"{}.{}\" would be",
                        one.relation.schema, one.relation.name),
                    static_cast<double>(one.used.size()), "captured_columns", limits_.captured_columns);
        }
        if (!limits_.change_cost) { return; }
        const cost_of_changes costs(how_);
        for (std::size_t i = 0; i < how_.sources.size(); ++i) {
            const bind::relation_info& of = how_.sources[i].relation;
            compare(std::format("to apply one changed row of \"{}.{}\" would cost", of.schema, of.name),
                    costs.of(i), "change_cost", limits_.change_cost);
        }
    }
    static void compare(const std::string& what, double figure, const char* name,
                        const std::optional<double>& limit) {
        if (!limit || figure <= *limit) { return; }
        throw exceeded(std::format("{} {:.0f}, more than {:.0f}", what, figure, *limit), name);
    }
    static user_error exceeded(const std::string& message, const char* name) {
        return user_error(sqlstate::program_limit_exceeded, message)
            .detail(std::format("It is limited by \"{}\" of argument \"strict\".", name))
            .hint("See pgtrickle.estimate_stream_table() for all figures.");
    }

    const strict_limits& limits_;
    const recipe& how_;
    const definition& kept_;
};

} // namespace

strict_limits parse_limits(const std::string& json) {
    strict_limits result;
    for (const json_member& one : members_of_text(json, "argument \"strict\"")) { read(result, one); }
    return result;
}

void check_limits(const strict_limits& limits, const recipe& how, const definition& kept) {
    check(limits, how, kept).all();
}

} // namespace pgt::ext
