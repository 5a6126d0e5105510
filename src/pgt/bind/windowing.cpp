#include "bind/windowing.hpp"

#include "bind/refusal.hpp"
#include "bind/relation.hpp"

#include <dbsp/operator/group_transform.hpp>
#include <dbsp/operator/map.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace pgt::bind::detail {

syntax::window named_windows::resolved(const syntax::window& w) const {
    return w.name.empty() ? continued(w, clause_.size()) : find(w.name, clause_.size(), w.at);
}

/// The window of this name among the first ones of the clause.
syntax::window named_windows::find(const std::string& name, std::size_t before, int at) const {
    for (std::size_t i = 0; i < before; ++i) {
        if (clause_[i].name == name) { return continued(clause_[i], i); }
    }
    throw invalid("42704", "window " + quoted(name) + " does not exist", at);
}

syntax::window named_windows::continued(const syntax::window& w, std::size_t before) const {
    auto result = w;
    result.name.clear();
    if (w.base.empty()) { return result; }
    auto base = find(w.base, before, w.at);
    auto const refused = [&](const std::string& why) {
        return invalid("42P20", "cannot " + why + " of window " + quoted(w.base), w.at);
    };
    if (!w.partition_by.empty()) { throw refused("override the PARTITION BY clause"); }
    if (!w.order_by.empty() && !base.order_by.empty()) { throw refused("override the ORDER BY clause"); }
    if (!base.frame.empty()) { throw refused("copy the frame clause"); }
    result.base.clear();
    result.partition_by = std::move(base.partition_by);
    if (result.order_by.empty()) { result.order_by = std::move(base.order_by); }
    return result;
}

namespace {

/// What the rows of a partition of every call have in common.
std::vector<expression> common_key(const std::vector<window_call>& calls) {
    std::vector<expression> result;
    for (const auto& e : calls.front().over.partition_by) {
        bool const in_all = std::ranges::all_of(
            calls, [&](const window_call& call) { return std::ranges::contains(call.over.partition_by, e); });
        if (in_all && !std::ranges::contains(result, e)) { result.push_back(e); }
    }
    return result;
}

/// The rows that windows are computed over: the common key, the other expressions of PARTITION BY, and columns that are read.
class window_input {
  public:
    window_input(const windowing& windows, const std::vector<expression>& values, std::size_t width)
        : windows_(windows), width_(width), columns_(common_key(windows.calls)), keys_(columns_.size()) {
        for (const auto& call : windows.calls) {
            for (const auto& e : call.over.partition_by) { add(e); }
        }
        for (const auto& call : windows.calls) { add_columns(unpartitioned(call).columns()); }
        for (const auto& value : values) { add_columns(value.columns()); }
    }

    [[nodiscard]] const std::vector<expression>& columns() const { return columns_; }
    [[nodiscard]] key by() const { return key(columns_from(0, keys_), true); }
    /// What the numbers are over the rows with the results.
    [[nodiscard]] std::vector<expression> positions() const {
        std::vector<expression> result(width_, expression::null());
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            if (auto const number = columns_[i].as_column()) { result[*number] = expression::column(i); }
        }
        for (std::size_t i = 0; i < windows_.numbers.size(); ++i) {
            result[windows_.numbers[i]] = expression::column(columns_.size() + i);
        }
        return result;
    }
    [[nodiscard]] std::vector<window_call> calls() const {
        auto const columns = positions();
        std::vector<window_call> result;
        for (const auto& call : windows_.calls) {
            result.push_back(unpartitioned(call).substitute(columns));
            for (const auto& e : call.over.partition_by) {
                result.back().over.partition_by.push_back(expression::column(position_of(e)));
            }
        }
        return result;
    }

  private:
    static window_call unpartitioned(window_call call) {
        call.over.partition_by.clear();
        return call;
    }
    [[nodiscard]] std::size_t position_of(const expression& e) const {
        return static_cast<std::size_t>(std::ranges::find(columns_, e) - columns_.begin());
    }
    void add(const expression& e) {
        if (!std::ranges::contains(columns_, e)) { columns_.push_back(e); }
    }
    void add_columns(const std::set<std::size_t>& numbers) {
        for (std::size_t const number : numbers) {
            if (!std::ranges::contains(windows_.numbers, number)) { add(expression::column(number)); }
        }
    }

    const windowing& windows_;
    std::size_t width_;
    std::vector<expression> columns_;
    std::size_t keys_;
};

} // namespace

circuit over_windows(const circuit& rows, const std::vector<expression>& columns, const windowing& windows,
                     const std::vector<expression>& values) {
    if (windows.calls.empty()) { return dbsp::map(rows, mapping(substituted(values, columns))); }
    const window_input input(windows, values, columns.size());
    auto const below = dbsp::map(rows, mapping(substituted(input.columns(), columns)));
    auto const computed = dbsp::detail::connect_grouped<dbsp::op::group_transform>(
        dbsp::group_by(below, input.by()), group_function::of_windows(input.calls()));
    return dbsp::map(computed, mapping(substituted(values, input.positions())));
}

} // namespace pgt::bind::detail
