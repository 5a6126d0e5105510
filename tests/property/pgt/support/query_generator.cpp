#include "property/pgt/support/query_generator.hpp"

#include <dbsp/dbsp.hpp>

#include <algorithm>
#include <array>

namespace pgt::test {

using dbsp::test::below;

namespace {
sql::text constant_text(std::int64_t number) { return sql::build("({})::bigint", number); }

expression column(std::size_t i) { return expression::column(i); }
expression null_of(kind k) {
    return expression::constant(k == kind::integer ? sql::build("NULL::bigint") : sql::build("NULL::text"),
                                value());
}
expression number(std::int64_t n) { return expression::constant(constant_text(n), value(n)); }
expression word(const std::string& text) {
    return expression::constant(sql::build("{}::text", sql::literal{text}), value(text));
}

const std::array<std::string, 4> words{"", "a", "b", "it's"};

/// Indexes of the columns of a kind.
std::vector<std::size_t> columns_of(const typed& in, kind k) {
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < in.columns.size(); ++i) {
        if (in.columns[i] == k) { result.push_back(i); }
    }
    return result;
}

/// Picks at random while a query is built.
class builder {
  public:
    explicit builder(rc::Random random) : random_(random) {}

    typed query(int depth) {
        if (depth <= 0) { return scan(); }
        switch (pick(14)) {
        case 0: return filtered(query(depth - 1));
        case 1: return projected(query(depth - 1));
        case 2:
        case 3: return joined(query(depth - 1), query(depth / 2));
        case 4:
        case 5: return outer_joined(query(depth - 1), query(depth / 2));
        case 6:
        case 7: return grouped(query(depth - 1));
        case 8: return {dbsp::distinct(query_into(depth)), last_.columns};
        case 9: return combined(query(depth - 1), query(depth / 2));
        case 10:
        case 11: return coin() ? windowed(query(depth - 1)) : expanded(query(depth - 1));
        case 12: return limited(query(depth - 1));
        default: return twice(query(depth - 1));
        }
    }

    /// Window functions over a table with a key, in one order that an index may have; perhaps only the first rows of each partition.
    typed ordered() {
        auto const source = pick(2);
        typed in{dbsp::source<circuit>("s" + std::to_string(source)), tables()[source].columns};
        auto const numbers = columns_of(in, kind::integer);
        auto const by = numbers[pick(numbers.size())];
        auto const direction = coin() ? sql::build(" DESC") : sql::text();
        window_definition peers{.partition_by = {}, .order_by = {{column(by), direction}}, .frame = {}};
        if (coin()) { peers.partition_by.push_back(column(pick(in.columns.size()))); }
        auto rows = peers;
        rows.order_by.push_back({column(0), direction});
        auto result = in.columns;
        std::vector<window_call> calls;
        for (std::size_t n = 1 + pick(2); n > 0; --n) {
            bool const along = coin();
            auto const i = along ? pick(in.columns.size()) : numbers[pick(numbers.size())];
            calls.push_back(along ? along_rows(in, rows, i) : along_peers(peers, i));
            auto const which = calls.back().kind;
            bool const is_value =
                which == window_kind::lag || which == window_kind::lead || which == window_kind::first_value;
            result.push_back(is_value ? in.columns[i] : kind::integer);
        }
        auto const first = calls.front().kind;
        bool const are_numbered = first == window_kind::row_number || first == window_kind::rank;
        circuit computed = dbsp::detail::connect_grouped<dbsp::op::group_transform>(
            dbsp::group_by(in.rows, key(peers.partition_by, true)),
            group_function::of_windows(std::move(calls)));
        if (are_numbered && coin()) {
            computed = dbsp::filter(computed, predicate(expression::infix(
                                                  operation::less_equal, column(in.columns.size()),
                                                  " <= ", number(1 + static_cast<std::int64_t>(pick(3))))));
        }
        return {computed, result};
    }

  private:
    std::size_t pick(std::size_t n) { return static_cast<std::size_t>(random_.next() % n); }
    bool coin() { return pick(2) == 0; }

    circuit query_into(int depth) {
        last_ = query(depth - 1);
        return last_.rows;
    }

    typed scan() {
        auto const all = tables();
        auto const i = pick(all.size());
        return {dbsp::source<circuit>("s" + std::to_string(i)), all[i].columns};
    }

    expression constant(kind k) {
        if (pick(6) == 0) { return null_of(k); }
        return k == kind::integer ? number(static_cast<std::int64_t>(pick(4)))
                                  : word(words[pick(words.size())]);
    }
    expression scalar(const typed& in, kind k, int depth = 2) {
        auto const columns = columns_of(in, k);
        if (depth > 0 && pick(3) == 0) {
            if (pick(3) == 0) { return choice(in, k, depth); }
            if (k == kind::integer) {
                auto left = scalar(in, k, depth - 1);
                auto right = scalar(in, k, depth - 1);
                return coin() ? expression::infix(operation::add, left, " + ", right)
                              : expression::infix(operation::subtract, left, " - ", right);
            }
        }
        if (columns.empty() || pick(5) == 0) { return constant(k); }
        return column(columns[pick(columns.size())]);
    }
    /// A column of a kind, where there is one.
    expression any_column(const typed& in, kind k) {
        auto const columns = columns_of(in, k);
        return columns.empty() ? constant(k) : column(columns[pick(columns.size())]);
    }
    expression choice(const typed& in, kind k, int depth) {
        if (coin()) {
            return expression::call(operation::coalesce,
                                    {sql::build("COALESCE("), sql::build(", "), sql::build(")")},
                                    {scalar(in, k, depth - 1), scalar(in, k, depth - 1)});
        }
        return expression::call(
            operation::case_when,
            {sql::build("CASE WHEN "), sql::build(" THEN "), sql::build(" ELSE "), sql::build(" END")},
            {condition(in, depth - 1), scalar(in, k, depth - 1), scalar(in, k, depth - 1)});
    }
    expression comparison(const typed& in, int depth) {
        auto const k = coin() ? kind::integer : kind::text;
        auto left = scalar(in, k, depth);
        auto right = scalar(in, k, depth);
        switch (pick(4)) {
        case 0: return expression::infix(operation::equal, left, " = ", right);
        case 1: return expression::infix(operation::not_equal, left, " <> ", right);
        case 2: return expression::infix(operation::is_distinct, left, " IS DISTINCT FROM ", right);
        default:
            // The order of text depends on its collation; only integers are compared by it.
            return expression::infix(operation::less, scalar(in, kind::integer, depth), " < ",
                                     scalar(in, kind::integer, depth));
        }
    }
    expression condition(const typed& in, int depth = 2) {
        if (depth > 0) {
            switch (pick(6)) {
            case 0: return conjunction(condition(in, depth - 1), condition(in, depth - 1));
            case 1:
                return expression::infix(operation::logical_or, condition(in, depth - 1), " OR ",
                                         condition(in, depth - 1));
            case 2:
                return expression::call(operation::logical_not, {sql::build("(NOT "), sql::build(")")},
                                        {condition(in, depth - 1)});
            case 3:
                return expression::call(operation::is_null, {sql::build("("), sql::build(" IS NULL)")},
                                        {scalar(in, coin() ? kind::integer : kind::text, depth - 1)});
            default: break;
            }
        }
        return comparison(in, depth);
    }

    typed filtered(typed in) {
        auto c = condition(in);
        return {dbsp::filter(in.rows, predicate(std::move(c))), in.columns};
    }
    typed projected(const typed& in) {
        std::vector<expression> list;
        std::vector<kind> columns;
        for (std::size_t i = 1 + pick(3); i > 0; --i) {
            columns.push_back(coin() ? kind::integer : kind::text);
            list.push_back(scalar(in, columns.back()));
        }
        return {dbsp::map(in.rows, mapping(std::move(list))), columns};
    }

    /// A series that is short, whatever the row has.
    row_function series(const typed& in) {
        auto const last = scalar(in, kind::integer, 1);
        auto const is_short = conjunction(expression::infix(operation::less, last, " < ", number(4)),
                                          expression::infix(operation::less, number(-4), " < ", last));
        auto const bounded = expression::call(
            operation::case_when,
            {sql::build("CASE WHEN "), sql::build(" THEN "), sql::build(" ELSE "), sql::build(" END")},
            {is_short, last, coin() ? null_of(kind::integer) : number(1)});
        return {expression::call(operation::server,
                                 {sql::build("generate_series("), sql::build(", "), sql::build(")")},
                                 {number(static_cast<std::int64_t>(pick(3))), bounded}),
                {},
                true};
    }
    typed expanded(const typed& in) {
        function_rows made;
        auto columns = in.columns;
        auto const add_column = [&] {
            made.columns.push_back("f" + std::to_string(columns.size()));
            columns.push_back(kind::integer);
        };
        for (std::size_t i = 1 + pick(2); i > 0; --i) {
            made.functions.push_back(series(in));
            add_column();
        }
        made.ordinality = coin();
        if (made.ordinality) { add_column(); }
        made.keeps_rows = coin();
        if (made.keeps_rows && coin()) { made.condition = condition({in.rows, columns}, 1); }
        return {dbsp::flat_map(in.rows, expansion(std::move(made))), std::move(columns)};
    }

    static typed pair_of(const typed& a, const typed& b, circuit rows) {
        auto columns = a.columns;
        columns.insert(columns.end(), b.columns.begin(), b.columns.end());
        return {std::move(rows), std::move(columns)};
    }
    static pairing concatenation(const typed& a, const typed& b) {
        std::vector<expression> all;
        for (std::size_t i = 0; i < a.columns.size() + b.columns.size(); ++i) { all.push_back(column(i)); }
        return {a.columns.size(), std::move(all)};
    }
    /// Keys of one kind on either side, and now and then a condition on the pair; or no keys at all, and perhaps a constant condition.
    dbsp::join_on<key, key, pair_condition> match(const typed& a, const typed& b) {
        key const none{std::vector<expression>{}};
        switch (pick(12)) {
        case 0: return dbsp::on(none, none, pair_condition());
        case 1: return dbsp::on(none, none, pair_condition(a.columns.size(), constant_condition()));
        case 2:
            return dbsp::on(none, none, pair_condition(a.columns.size(), condition(pair_of(a, b, a.rows))));
        default: return matched_by_key(a, b);
        }
    }
    expression constant_condition() {
        auto const one = static_cast<std::int64_t>(pick(2));
        return expression::infix(operation::equal, number(one), " = ", number(1));
    }
    dbsp::join_on<key, key, pair_condition> matched_by_key(const typed& a, const typed& b) {
        auto const k = columns_of(a, kind::text).empty() || columns_of(b, kind::text).empty() || coin()
                           ? kind::integer
                           : kind::text;
        auto both = pair_of(a, b, a.rows);
        pair_condition residual;
        if (pick(4) == 0) { residual = pair_condition(a.columns.size(), condition(both)); }
        return dbsp::on(key({any_column(a, k)}), key({any_column(b, k)}), residual);
    }
    typed joined(const typed& a, const typed& b) {
        auto const pair = concatenation(a, b);
        if (pick(4) == 0) {
            auto theta = pair_condition(a.columns.size(), condition(pair_of(a, b, a.rows)));
            return pair_of(a, b, dbsp::theta_join(a.rows, b.rows, theta, pair));
        }
        return pair_of(a, b, dbsp::join(a.rows, b.rows, match(a, b), pair));
    }
    static mapping padded(const typed& a, const typed& b, bool left) {
        std::vector<expression> list;
        for (std::size_t i = 0; i < a.columns.size(); ++i) {
            list.push_back(left ? column(i) : null_of(a.columns[i]));
        }
        for (std::size_t i = 0; i < b.columns.size(); ++i) {
            list.push_back(left ? null_of(b.columns[i]) : column(i));
        }
        return mapping(std::move(list));
    }
    static bool is_plain(const key& k) {
        return std::ranges::all_of(k.columns(),
                                   [](const expression& e) { return e.as_column().has_value(); });
    }
    typed outer_joined(const typed& a, const typed& b) {
        auto const pair = concatenation(a, b);
        auto on = match(a, b);
        switch (pick(3)) {
        case 0: return pair_of(a, b, dbsp::left_join(a.rows, b.rows, on, pair, padded(a, b, true)));
        case 1: return pair_of(a, b, dbsp::right_join(a.rows, b.rows, on, pair, padded(a, b, false)));
        default:
            // PostgreSQL joins both ways only by conditions that it can merge or hash.
            on.condition = {};
            if (!is_plain(on.left) || !is_plain(on.right)) { return joined(a, b); }
            return pair_of(
                a, b, dbsp::full_join(a.rows, b.rows, on, pair, padded(a, b, true), padded(a, b, false)));
        }
    }

    static aggregate_call call_of(aggregate_kind k, const char* name, std::optional<std::size_t> argument) {
        auto const open = sql::from_server(std::string(name) + "(");
        if (!argument) { return {k, expression::call(operation::server, {sql::build("count(*)")}, {}), {}}; }
        return {k, expression::call(operation::server, {open, sql::build(")")}, {column(*argument)}), {}};
    }
    static aggregate_call distinct_call_of(aggregate_kind k, const char* name, std::size_t argument) {
        auto const open = sql::from_server(std::string(name) + "(DISTINCT ");
        return {.kind = aggregate_kind::other,
                .call = expression::call(operation::server, {open, sql::build(")")}, {column(argument)}),
                .filter = {},
                .over_distinct = k};
    }
    /// A sum is a numeric in SQL, which has no bits.
    static aggregate_call bits_of(aggregate_kind k, const char* name, std::size_t argument) {
        auto const open = sql::from_server(std::string(name) + "(CAST(");
        return {.kind = k,
                .call = expression::call(operation::server, {open, sql::build(" AS bigint))")},
                                         {column(argument)}),
                .filter = {}};
    }
    /// DISTINCT may not stand in a window function.
    aggregate_call random_grouped_call(std::size_t argument, kind k) {
        switch (pick(k == kind::text ? 8 : 4)) {
        case 0: return distinct_call_of(aggregate_kind::count, "count", argument);
        case 1:
            if (k == kind::integer) { return distinct_call_of(aggregate_kind::sum, "sum", argument); }
            [[fallthrough]];
        default: return random_call(argument, k);
        }
    }
    aggregate_call random_call(std::size_t argument, kind k) {
        switch (pick(5)) {
        case 0: return call_of(aggregate_kind::count_rows, "count", std::nullopt);
        case 1: return call_of(aggregate_kind::count, "count", argument);
        default: break;
        }
        if (k == kind::text) { return call_of(aggregate_kind::count, "count", argument); }
        switch (pick(6)) {
        case 0: return call_of(aggregate_kind::sum, "sum", argument);
        case 1: return call_of(aggregate_kind::min, "min", argument);
        case 2: return bits_of(aggregate_kind::bit_and, "bit_and", argument);
        case 3: return bits_of(aggregate_kind::bit_or, "bit_or", argument);
        case 4: return bits_of(aggregate_kind::bit_xor, "bit_xor", argument);
        default: return call_of(aggregate_kind::max, "max", argument);
        }
    }
    typed grouped(const typed& in) {
        std::vector<expression> list;
        std::vector<kind> columns;
        for (std::size_t i = 1 + pick(2); i > 0; --i) {
            columns.push_back(coin() ? kind::integer : kind::text);
            list.push_back(scalar(in, columns.back(), 1));
        }
        std::vector<expression> group_key;
        for (std::size_t i = 0; i < columns.size(); ++i) { group_key.push_back(column(i)); }
        auto const keys = columns.size();
        std::vector<aggregate_call> calls;
        for (std::size_t i = 1 + pick(2); i > 0; --i) {
            auto const k = coin() ? kind::integer : kind::text;
            list.push_back(scalar(in, k, 1));
            calls.push_back(random_grouped_call(list.size() - 1, k));
            columns.push_back(kind::integer);
        }
        circuit const arguments = dbsp::map(in.rows, mapping(std::move(list)));
        circuit rows = dbsp::detail::connect_grouped<dbsp::op::aggregate>(
            dbsp::group_by(arguments, key(std::move(group_key), true)), group_function(std::move(calls)));
        typed result{rows, columns};
        if (pick(3) == 0) { // HAVING
            result.rows = dbsp::filter(
                rows, predicate(expression::infix(operation::less, number(1), " < ", column(keys))));
        }
        return result;
    }

    static order_key ordered_by(std::size_t i, bool descending) {
        return {column(i), descending ? sql::build(" DESC") : sql::build(" NULLS FIRST")};
    }
    static expression call_over(const char* name, std::optional<std::size_t> argument) {
        auto const open = sql::from_server(std::string(name) + "(");
        if (!argument) { return expression::call(operation::server, {sql::build("{})", open)}, {}); }
        return expression::call(operation::server, {open, sql::build(")")}, {column(*argument)});
    }
    frame_bound<expression> random_bound(bool start) {
        static constexpr std::array limits{frame_limit::unbounded_preceding, frame_limit::preceding,
                                           frame_limit::current_row, frame_limit::following,
                                           frame_limit::unbounded_following};
        auto const at = limits[start ? pick(3) : 2 + pick(3)];
        if (at != frame_limit::preceding && at != frame_limit::following) { return {.at = at, .offset = {}}; }
        auto const offset = static_cast<std::int64_t>(pick(3));
        return {.at = at, .offset = {expression::constant(sql::build("{}", offset), value(offset))}};
    }
    std::optional<window_frame<expression>> random_frame(frame_unit unit) {
        if (coin()) { return std::nullopt; }
        static constexpr std::array exclusions{frame_exclusion::none, frame_exclusion::current_row,
                                               frame_exclusion::group, frame_exclusion::ties};
        return window_frame<expression>{unit, random_bound(true), random_bound(false), exclusions[pick(4)]};
    }
    /// A function whose result is the same however rows are ordered that the window leaves in any order.
    window_call of_peers(const typed& in, window_definition over) {
        auto const k = columns_of(in, kind::integer);
        switch (pick(4)) {
        case 0:
            return {window_kind::rank, {aggregate_kind::other, call_over("rank", std::nullopt), {}}, over};
        case 1:
            return {window_kind::dense_rank,
                    {aggregate_kind::other, call_over("dense_rank", std::nullopt), {}},
                    over};
        default: break;
        }
        bool const by_value = over.order_by.size() == 1 && coin();
        over.frame = random_frame(by_value ? frame_unit::range : frame_unit::groups);
        auto const argument = k[pick(k.size())];
        return {window_kind::aggregate, random_call(argument, kind::integer), over};
    }
    /// Any function, of a window that leaves no order open but that of identical rows.
    window_call of_rows(const typed& in, const window_definition& over, kind& result) {
        auto const i = pick(in.columns.size());
        auto const value_of = [&](window_kind which, const char* name) {
            result = in.columns[i];
            return window_call{which, {aggregate_kind::other, call_over(name, i), {}}, over};
        };
        auto framed = over;
        framed.frame = random_frame(coin() ? frame_unit::rows : frame_unit::groups);
        switch (pick(6)) {
        case 0:
            return {window_kind::row_number,
                    {aggregate_kind::other, call_over("row_number", std::nullopt), {}},
                    over};
        case 1: return value_of(window_kind::lag, "lag");
        case 2: return value_of(window_kind::lead, "lead");
        case 3: {
            auto first = value_of(window_kind::first_value, "first_value");
            first.over = framed;
            return first;
        }
        case 4: {
            auto last = value_of(window_kind::last_value, "last_value");
            last.over = framed;
            return last;
        }
        default: return {window_kind::aggregate, random_call(i, in.columns[i]), framed};
        }
    }
    /// Window functions with one or two partitions that may differ, over some expressions.
    typed windowed(const typed& from) {
        typed in{from.rows, {kind::integer}};
        std::vector<expression> list{scalar(from, kind::integer, 1)};
        for (std::size_t i = 1 + pick(2); i > 0; --i) {
            in.columns.push_back(coin() ? kind::integer : kind::text);
            list.push_back(scalar(from, in.columns.back(), 1));
        }
        auto const keys = pick(in.columns.size());
        std::vector<expression> partition;
        for (std::size_t i = 0; i < keys; ++i) { partition.push_back(column(i)); }
        auto result = in.columns;
        std::vector<window_call> calls;
        for (std::size_t i = 1 + pick(2); i > 0; --i) {
            window_definition over;
            over.partition_by = partition;
            if (pick(4) == 0) { over.partition_by.push_back(column(in.columns.size() - 1)); }
            auto of_call = kind::integer;
            if (coin()) {
                for (std::size_t c = 0; c < in.columns.size(); ++c) {
                    over.order_by.push_back(ordered_by(c, coin()));
                }
                calls.push_back(of_rows(in, over, of_call));
            } else {
                auto const numbers = columns_of(in, kind::integer);
                over.order_by.push_back(ordered_by(numbers[pick(numbers.size())], coin()));
                calls.push_back(of_peers(in, over));
            }
            result.push_back(of_call);
        }
        in.rows = dbsp::map(from.rows, mapping(std::move(list)));
        return {dbsp::detail::connect_grouped<dbsp::op::group_transform>(
                    dbsp::group_by(in.rows, key(std::move(partition), true)),
                    group_function::of_windows(std::move(calls))),
                result};
    }

    static window_frame<expression> running(frame_unit unit) {
        return {unit, {}, {.at = frame_limit::current_row}, frame_exclusion::none};
    }
    /// A function that runs on, or looks at rows near by, in an order that leaves none open.
    window_call along_rows(const typed& in, window_definition over, std::size_t i) {
        auto const value_of = [&](window_kind which, const char* name) {
            return window_call{which, {aggregate_kind::other, call_over(name, i), {}}, over};
        };
        switch (pick(6)) {
        case 0:
            return {window_kind::row_number,
                    {aggregate_kind::other, call_over("row_number", std::nullopt), {}},
                    over};
        case 1: return value_of(window_kind::lag, "lag");
        case 2: return value_of(window_kind::lead, "lead");
        case 3: return value_of(window_kind::first_value, "first_value");
        default: break;
        }
        over.frame = running(coin() ? frame_unit::rows : frame_unit::groups);
        return {window_kind::aggregate, random_call(i, in.columns[i]), over};
    }
    /// The same in an order with peers.
    window_call along_peers(const window_definition& over, std::size_t i) {
        switch (pick(3)) {
        case 0:
            return {window_kind::rank, {aggregate_kind::other, call_over("rank", std::nullopt), {}}, over};
        case 1:
            return {window_kind::dense_rank,
                    {aggregate_kind::other, call_over("dense_rank", std::nullopt), {}},
                    over};
        default: return {window_kind::aggregate, random_call(i, kind::integer), over};
        }
    }
    /// Both with the columns of `a`.
    circuit like(const typed& a, const typed& b) {
        std::vector<expression> list;
        for (kind const k : a.columns) { list.push_back(scalar(b, k, 0)); }
        return dbsp::map(b.rows, mapping(std::move(list)));
    }
    typed combined(const typed& a, const typed& b) {
        auto const other = like(a, b);
        switch (pick(6)) {
        case 0: return {dbsp::plus(a.rows, other), a.columns};
        case 1: return {dbsp::union_distinct(a.rows, other), a.columns};
        case 2: return {dbsp::intersect_all(a.rows, other), a.columns};
        case 3: return {dbsp::intersect_distinct(a.rows, other), a.columns};
        case 4: return {dbsp::except_all(a.rows, other), a.columns};
        default: return {dbsp::except_distinct(a.rows, other), a.columns};
        }
    }
    /// The first rows by all columns, so that the order leaves nothing open; that of text is the evaluator's.
    typed limited(const typed& in) {
        row_limit limit;
        auto const first = pick(in.columns.size());
        for (std::size_t i = 0; i < in.columns.size(); ++i) {
            auto const at = (first + i) % in.columns.size();
            auto const collation =
                in.columns[at] == kind::text ? sql::build(" COLLATE {}", sql::ident{"C"}) : sql::text();
            limit.order.push_back({column(at), sql::build("{}{}", collation, direction())});
        }
        limit.offset = pick(3);
        limit.count = pick(6);
        key const all{std::vector<expression>{}, true};
        return {dbsp::detail::connect_grouped<dbsp::op::top_k>(dbsp::group_by(in.rows, all),
                                                               group_function(std::move(limit))),
                in.columns};
    }
    sql::text direction() {
        switch (pick(4)) {
        case 0: return sql::build(" DESC");
        case 1: return sql::build(" NULLS FIRST");
        case 2: return sql::build(" DESC NULLS LAST");
        default: return {};
        }
    }
    /// UNION ALL of a part with itself: the part is shared.
    typed twice(const typed& in) { return {dbsp::plus(in.rows, in.rows), in.columns}; }

    rc::Random random_;
    typed last_{dbsp::source<circuit>("s0"), {}};
};
} // namespace

std::vector<table> tables() {
    return {{"items", {kind::integer, kind::integer, kind::text}, true},
            {"Odd \"name\"", {kind::integer, kind::text, kind::integer}, true},
            {"bag", {kind::integer, kind::text}, false}};
}

bind::source source_of(const table& t, std::size_t index) {
    bind::source result;
    result.name = "s" + std::to_string(index);
    result.relation.schema = "public";
    result.relation.name = t.name;
    for (std::size_t i = 0; i < t.columns.size(); ++i) {
        bool const number = t.columns[i] == kind::integer;
        result.relation.columns.push_back(
            {"c " + std::to_string(i),
             {number ? "bigint" : "text", "", true, "OPERATOR(pg_catalog.=)", true},
             t.key && i == 0,
             static_cast<int>(i + 1)});
        result.used.push_back(i);
    }
    if (t.key) { result.relation.keys = {{0}}; }
    return result;
}

rc::Gen<typed> random_query(int depth) {
    return [depth](const rc::Random& random, int) {
        auto const of_depth = [random](int d) { return builder(random).query(d); };
        return rc::shrinkable::shrink([=] { return of_depth(depth); },
                                      [=](const typed&) {
                                          return rc::seq::map(rc::seq::range(0, depth), [=](int less) {
                                              return rc::shrinkable::just(of_depth(less));
                                          });
                                      });
    };
}

rc::Gen<typed> random_ordered_query() {
    return [](const rc::Random& random, int) { return rc::shrinkable::just(builder(random).ordered()); };
}

namespace {
value random_value(kind k, rc::Random& random) {
    auto const pick = [&](std::size_t n) { return static_cast<std::size_t>(random.next() % n); };
    if (pick(5) == 0) { return {}; }
    if (k == kind::integer) { return static_cast<std::int64_t>(pick(4)); }
    return words[pick(words.size())];
}
row random_row(const table& t, rc::Random& random) {
    row result;
    for (kind const k : t.columns) { result.push_back(random_value(k, random)); }
    if (t.key) { result[0] = static_cast<std::int64_t>(random.next() % 8); }
    return result;
}
bool has_key(const bag& rows, const value& key) {
    return std::ranges::any_of(rows, [&](const auto& entry) { return entry.first[0] == key; });
}
bag change_of(const table& t, const bag& now, rc::Random random) {
    bag after = now;
    for (auto const& [columns, weight] : now) {
        if (random.next() % 3 == 0) { after.add(columns, -1); }
    }
    for (std::size_t i = random.next() % 5; i > 0; --i) {
        auto added = random_row(t, random);
        if (!t.key || !has_key(after, added[0])) { after.add(added, 1); }
    }
    return after - now;
}
} // namespace

rc::Gen<bag> random_change(const table& t, const bag& now) {
    return
        [t, now](const rc::Random& random, int) { return rc::shrinkable::just(change_of(t, now, random)); };
}

} // namespace pgt::test
