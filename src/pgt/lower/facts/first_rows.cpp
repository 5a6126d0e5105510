#include <pgt/lower/facts/first_rows.hpp>

#include <pgt/lower/facts/column_types.hpp>
#include <pgt/lower/facts/known_order.hpp>
#include <pgt/lower/facts/unique_key.hpp>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <set>
#include <utility>
#include <variant>

namespace pgt::lower {

namespace {

using no_first_rows = std::unexpected<std::string>;

/// The greatest whole number that satisfies a condition on a result which is at least 1.
struct upper_bound {
    std::size_t column;
    std::uint64_t count;
};

std::optional<std::int64_t> number_in(const expression& e) {
    if (!e.is_constant()) { return std::nullopt; }
    if (e.known()) {
        const auto* const known = *e.known() ? std::get_if<std::int64_t>(&**e.known()) : nullptr;
        return known != nullptr ? std::optional(*known) : std::nullopt;
    }
    std::int64_t number = 0;
    auto const text = e.print({}).str();
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    bool const is_number = error == std::errc() && end == text.data() + text.size();
    return is_number ? std::optional(number) : std::nullopt;
}

/// `column <= n`, `column < n + 1`, `n >= column`, `n + 1 > column`, `column = 1`, `1 = column`.
std::optional<upper_bound> upper_bound_of(const expression& condition) {
    if (condition.args().size() != 2) { return std::nullopt; }
    bool const turned = condition.args()[0].is_constant();
    auto const column = condition.args()[turned ? 1 : 0].as_column();
    auto const number = number_in(condition.args()[turned ? 0 : 1]);
    if (!column || !number) { return std::nullopt; }
    auto const at_most = [&](std::int64_t n) {
        return n >= 1 ? std::optional(upper_bound{*column, static_cast<std::uint64_t>(n)}) : std::nullopt;
    };
    switch (condition.op()) {
    case operation::equal: return *number == 1 ? at_most(1) : std::nullopt;
    case operation::less_equal: return turned ? std::nullopt : at_most(*number);
    case operation::less: return turned ? std::nullopt : at_most(*number - 1);
    case operation::greater_equal: return turned ? at_most(*number) : std::nullopt;
    case operation::greater: return turned ? at_most(*number - 1) : std::nullopt;
    default: return std::nullopt;
    }
}

class first_rows_reader {
  public:
    first_rows_reader(const bind::query& query, typing& types, const windowed_query& top)
        : query_(query), types_(types), top_(top), rows_(types.of(top.in)) {}

    std::expected<first_rows, std::string> operator()() {
        first_rows result{.top = top_, .order = {}, .key = {}, .read = {}};
        auto const key = key_of_rows();
        if (!key) { return no_first_rows("its rows have no key"); }
        result.key.assign(key->begin(), key->end());
        auto found = top_.windows.is_limit() ? of_limit(std::move(result)) : of_windows(std::move(result));
        if (found && !read_columns(*found)) {
            return no_first_rows("a value has a type that columns of tables cannot have");
        }
        return found;
    }

  private:
    std::optional<column_set> key_of_rows() {
        std::optional<column_set> best;
        for (const column_set& key : key_finder(query_, types_).of(top_.in)) {
            bool const serves = !key.empty() && std::ranges::all_of(key, [&](std::size_t i) {
                return has_known_order(rows_[i].type);
            });
            if (serves && (!best || key.size() < best->size())) { best = key; }
        }
        return best;
    }

    std::expected<first_rows, std::string> of_limit(first_rows result) const {
        auto const& limit = top_.windows.limit();
        if (top_.condition) { return no_first_rows("a condition leaves out some of the first rows"); }
        if (!limit.count || *limit.count == 0 || limit.offset > 0) {
            return no_first_rows("the first rows are not kept");
        }
        if (!limit.decided_by && !limit.with_ties) {
            return no_first_rows("no key decides between rows that ORDER BY leaves open");
        }
        result.count = *limit.count;
        result.with_ties = limit.with_ties;
        result.order = limit.order;
        if (!limit.with_ties) { complete(result.order, *limit.decided_by); }
        return result;
    }

    std::expected<first_rows, std::string> of_windows(first_rows result) const {
        auto const bound = top_.condition ? upper_bound_of(*top_.condition) : std::nullopt;
        auto calls = top_.windows.windows();
        if (!bound || bound->column < rows_.size()) { return no_first_rows("no condition on a number"); }
        auto const bounded = calls[bound->column - rows_.size()];
        bool const by_rank = bounded.kind == window_kind::rank;
        if (bounded.kind != window_kind::row_number && !by_rank) {
            return no_first_rows("the condition is not on the number or the rank of a row");
        }
        for (window_call& call : calls) {
            bool const numbers = call.kind == window_kind::row_number || call.kind == window_kind::rank ||
                                 call.kind == window_kind::dense_rank;
            if (!numbers || call.over.order_by != bounded.over.order_by || !is_partitioned_by_all(call)) {
                return no_first_rows("other window functions look at other rows");
            }
            if (call.kind == window_kind::row_number) { complete(call.over.order_by, result.key); }
        }
        result.count = bound->count;
        result.with_ties = by_rank;
        result.order = bounded.over.order_by;
        if (!by_rank) { complete(result.order, result.key); }
        result.top.windows = group_function::of_windows(std::move(calls));
        return result;
    }
    bool is_partitioned_by_all(const window_call& call) const {
        auto const& own = call.over.partition_by;
        auto const& all = top_.partition.columns();
        return std::ranges::all_of(own, [&](const expression& e) { return std::ranges::contains(all, e); });
    }
    static void complete(std::vector<order_key>& order, const std::vector<std::size_t>& key) {
        for (std::size_t const i : key) {
            auto const is_this = [&](const order_key& one) { return one.by.as_column() == i; };
            if (std::ranges::none_of(order, is_this)) { order.push_back({expression::column(i), {}}); }
        }
    }

    bool read_columns(first_rows& result) const {
        std::set<std::size_t> read(result.key.begin(), result.key.end());
        for (const auto& e : top_.partition.columns()) { read.merge(e.columns()); }
        for (const auto& e : top_.columns) { read.merge(e.columns()); }
        for (const auto& one : result.order) { read.merge(one.by.columns()); }
        if (top_.windows.is_limit()) {
            auto const& decider = top_.windows.limit().decided_by;
            if (decider) { read.insert(decider->begin(), decider->end()); }
        } else {
            for (const auto& call : top_.windows.windows()) { read.merge(call.columns()); }
        }
        std::ranges::copy_if(read, std::back_inserter(result.read),
                             [&](std::size_t i) { return i < rows_.size(); });
        return std::ranges::all_of(result.read,
                                   [&](std::size_t i) { return is_type_of_column(rows_[i].type); });
    }

    const bind::query& query_;
    typing& types_;
    const windowed_query& top_;
    row_type rows_;
};

} // namespace

std::expected<first_rows, std::string> first_rows_of(const bind::query& query, typing& types,
                                                     const windowed_query& top) {
    return first_rows_reader(query, types, top)();
}

} // namespace pgt::lower
