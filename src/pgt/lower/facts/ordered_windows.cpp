#include <pgt/lower/facts/ordered_windows.hpp>

#include <pgt/lower/facts/column_types.hpp>
#include <pgt/lower/facts/known_order.hpp>
#include <pgt/lower/facts/unique_key.hpp>

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

namespace pgt::lower {

namespace {

using refused = std::unexpected<std::string>;

/// For each changed row twice as many rows are read: with more of them, to compute the partition again costs no more.
constexpr std::size_t most_reached = 500;
/// Each column of the order that may be NULL doubles the number of index scans.
constexpr std::size_t most_nullable = 2;

/// Columns in the order of a window, all of which go in one direction.
struct column_order {
    std::vector<std::size_t> columns;
    bool descending = false;
};

/// An ORDER BY of a column as the index on it has it, forwards or backwards.
std::optional<bool> is_descending(const sql::text& order, bool nullable) {
    auto const& text = order.str();
    if (text.empty() || text == " NULLS LAST" || (!nullable && text == " NULLS FIRST")) { return false; }
    if (text == " DESC" || text == " DESC NULLS FIRST" || (!nullable && text == " DESC NULLS LAST")) {
        return true;
    }
    return std::nullopt;
}

bool has_order(const bind::type_info& type) {
    return has_known_order(type) || type.name == "real" || type.name == "double precision";
}

class window_reader {
  public:
    window_reader(const bind::query& query, typing& types, const windowed_query& top)
        : query_(query), types_(types), top_(top), rows_(types.of(top.in)) {}

    std::expected<ordered_windows, std::string> operator()() {
        ordered_windows result{.top = top_, .reach = {}, .runs = {}, .order = {}, .key = {}};
        auto const results = types_of_results();
        for (const window_call& call : top_.windows.windows()) {
            auto const reach = reach_of(call);
            auto const run = reach ? std::nullopt : run_of(call, results[result.runs.size()].type);
            if (!reach && !run) { return refused("a window function sees rows at any distance"); }
            if (reach) { result.reach = farthest(result.reach, *reach); }
            result.runs.push_back(run);
            if (!is_partitioned_alike(call)) { return refused("windows are partitioned in different ways"); }
        }
        if (result.reach.rows() > most_reached) { return refused("windows reach over many rows"); }
        if (!all_stored()) { return refused("a value has a type that columns of tables cannot have"); }
        return ordered(std::move(result));
    }

  private:
    bool is_partitioned_alike(const window_call& call) const {
        auto const& own = call.over.partition_by;
        auto const& all = top_.partition.columns();
        auto const in = [](const auto& list) {
            return [&list](const expression& e) { return std::ranges::contains(list, e); };
        };
        return std::ranges::all_of(own, in(all)) && std::ranges::all_of(all, in(own));
    }
    bool all_stored() const {
        std::set<std::size_t> read;
        for (const auto& e : top_.columns) { read.merge(e.columns()); }
        for (const auto& call : top_.windows.windows()) { read.merge(call.columns()); }
        return std::ranges::all_of(
            read, [&](std::size_t i) { return i >= rows_.size() || is_type_of_column(rows_[i].type); });
    }
    row_type types_of_results() {
        auto const below = rows_.size();
        windowed_query all = top_;
        all.condition.reset();
        all.columns = columns_from(below, all.windows.windows().size());
        return types_.of(circuit_of(all, all.in));
    }
    bool is_partition(std::size_t column) const {
        return std::ranges::contains(top_.partition.columns(), expression::column(column));
    }

    /// With one order for all windows, which leaves nothing open.
    std::expected<ordered_windows, std::string> ordered(ordered_windows result) {
        std::optional<column_order> common;
        std::vector<std::size_t> own_columns;
        for (const window_call& call : top_.windows.windows()) {
            auto written = order_of(call.over);
            if (!written) { return refused(written.error()); }
            auto const key = key_for(*written);
            if (!key) { return refused("its rows have no key that an index can have"); }
            result.key = *key;
            auto own = completed(*written, *key);
            bool const keeps_order = looks_at_peers(call);
            bool const has_peers = keeps_order && own.columns.size() > written->columns.size();
            if (has_peers && reach_of(call)) { return refused("EXCLUDE leaves out peers"); }
            if (has_peers && written->columns.empty()) {
                return refused("all rows of a partition are peers");
            }
            own_columns.push_back(has_peers ? written->columns.size() : own.columns.size());
            if (common && !(common->columns == own.columns && common->descending == own.descending)) {
                return refused("windows are ordered in different ways");
            }
            common = std::move(own);
        }
        result.order = std::move(common->columns);
        result.descending = common->descending;
        result.aligned = *std::ranges::min_element(own_columns);
        if (result.has_peers() && result.reach.after > 0) {
            return refused("some functions look at peers, others at the rows behind");
        }
        return indexed(std::move(result), own_columns);
    }
    std::expected<column_order, std::string> order_of(const window_definition& over) const {
        column_order result;
        std::optional<bool> direction;
        for (const order_key& key : over.order_by) {
            auto const column = key.by.as_column();
            if (!column) { return refused("windows are ordered by an expression"); }
            if (is_partition(*column) || std::ranges::contains(result.columns, *column)) { continue; }
            auto const own = is_descending(key.order, rows_[*column].nullable);
            if (!own || (direction && *direction != *own)) {
                return refused("no index has the directions and NULLs of ORDER BY in their places");
            }
            direction = own;
            result.columns.push_back(*column);
        }
        result.descending = direction.value_or(false);
        return result;
    }
    /// The key of the rows of which the order lacks the fewest columns.
    std::optional<std::vector<std::size_t>> key_for(const column_order& order) {
        std::optional<column_set> best;
        auto const missing = [&](const column_set& key) {
            return std::ranges::count_if(key, [&](std::size_t i) {
                return !is_partition(i) && !std::ranges::contains(order.columns, i);
            });
        };
        for (const column_set& key : key_finder(query_, types_).of(top_.in)) {
            bool const serves = !key.empty() && std::ranges::all_of(key, [&](std::size_t i) {
                return !rows_[i].nullable && has_order(rows_[i].type);
            });
            if (serves && (!best || missing(key) < missing(*best))) { best = key; }
        }
        return best ? std::optional(std::vector(best->begin(), best->end())) : std::nullopt;
    }
    column_order completed(column_order order, const std::vector<std::size_t>& key) const {
        for (std::size_t const i : key) {
            if (!is_partition(i) && !std::ranges::contains(order.columns, i)) { order.columns.push_back(i); }
        }
        return order;
    }
    std::expected<ordered_windows, std::string> indexed(ordered_windows result,
                                                        const std::vector<std::size_t>& own_columns) const {
        auto const of = [&](std::size_t i) -> const column_type& { return rows_[i]; };
        if (!std::ranges::all_of(result.order, [&](std::size_t i) { return has_order(of(i).type); })) {
            return refused("the order of a type is not known");
        }
        if (std::ranges::count_if(result.order, [&](std::size_t i) { return of(i).nullable; }) >
            static_cast<std::ptrdiff_t>(most_nullable)) {
            return refused("too many columns of ORDER BY may be NULL");
        }
        auto const first_long =
            std::ranges::find_if(result.order, [&](std::size_t i) { return !is_short(of(i).type); });
        result.indexed = static_cast<std::size_t>(first_long - result.order.begin());
        if (result.order.empty()) { return refused("a partition is one row"); }
        if (result.indexed == 0) { return refused("values of ORDER BY may be too long for an index"); }
        if (top_.condition) { return refused("rows near by may be left out by a condition"); }
        set_order(result, own_columns);
        return result;
    }
    static void set_order(ordered_windows& windows, const std::vector<std::size_t>& own_columns) {
        auto calls = windows.top.windows.windows();
        auto const direction = windows.descending ? sql::build(" DESC") : sql::text();
        for (std::size_t n = 0; n < calls.size(); ++n) {
            calls[n].over.order_by.clear();
            for (std::size_t i = 0; i < own_columns[n]; ++i) {
                calls[n].over.order_by.push_back({expression::column(windows.order[i]), direction});
            }
        }
        windows.top.windows = group_function::of_windows(std::move(calls));
    }

    const bind::query& query_;
    typing& types_;
    const windowed_query& top_;
    row_type rows_;
};

} // namespace

bool ordered_windows::is_bounded() const {
    return std::ranges::none_of(runs, &std::optional<window_run>::has_value);
}

std::expected<ordered_windows, std::string> ordered_windows_of(const bind::query& query, typing& types,
                                                               const windowed_query& top) {
    return window_reader(query, types, top)();
}

} // namespace pgt::lower
