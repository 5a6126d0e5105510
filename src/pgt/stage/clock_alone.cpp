#include "stage/clock_alone.hpp"

#include <pgt/expr/clock.hpp>
#include <pgt/sql/type_name.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace pgt::stage {
namespace {

constexpr std::string_view with_zone = "timestamp with time zone";
constexpr std::string_view without_zone = "timestamp without time zone";
constexpr std::string_view whole_days = "date";

bool is_of_row_alone(const expression& e) { return !e.columns().empty() && !reads_clock(e); }
bool is_of_clock_alone(const expression& e) { return e.columns().empty() && reads_clock(e); }
bool is_fixed(const expression& e) { return e.columns().empty() && !reads_clock(e); }

/// `a op b`; none for an operation that is no comparison by order.
std::optional<expression> ordered(operation op, const expression& a, const expression& b) {
    switch (op) {
    case operation::less: return expression::infix(op, a, " < ", b);
    case operation::less_equal: return expression::infix(op, a, " <= ", b);
    case operation::greater: return expression::infix(op, a, " > ", b);
    case operation::greater_equal: return expression::infix(op, a, " >= ", b);
    case operation::equal: return expression::infix(op, a, " = ", b);
    default: return std::nullopt;
    }
}

class comparisons {
  public:
    comparisons(lower::typing& types, const lower::row_type& rows) : types_(types), rows_(rows) {}

    std::optional<expression> operator()(const expression& e) {
        if (e.args().size() != 2 || !reads_clock(e)) { return std::nullopt; }
        const auto& left = e.args()[0];
        const auto& right = e.args()[1];
        if (!ordered(e.op(), left, right)) { return std::nullopt; }
        if (auto alone = of_span(e.op(), left, right, true)) { return alone; }
        if (auto alone = of_span(e.op(), right, left, false)) { return alone; }
        return in_one_type(e.op(), left, right);
    }

  private:
    /// `A - x op C` as `A - C op x`, and `x - A op C` as `x op A + C`; the other way round where the difference is on the right.
    std::optional<expression> of_span(operation op, const expression& difference, const expression& fixed,
                                      bool is_left) {
        if (difference.op() != operation::subtract || difference.args().size() != 2 || !is_fixed(fixed)) {
            return std::nullopt;
        }
        const auto& first = difference.args()[0];
        const auto& second = difference.args()[1];
        if (is_of_clock_alone(first) && is_of_row_alone(second)) {
            auto const limit = moved(first, second, operation::subtract, " - ", fixed);
            if (!limit) { return std::nullopt; }
            return is_left ? ordered(op, *limit, second) : ordered(op, second, *limit);
        }
        if (is_of_row_alone(first) && is_of_clock_alone(second)) {
            auto const limit = moved(second, first, operation::add, " + ", fixed);
            if (!limit) { return std::nullopt; }
            return is_left ? ordered(op, first, *limit) : ordered(op, *limit, first);
        }
        return std::nullopt;
    }
    /// A value of the clock moved by a constant, where it has the type of the value of the row.
    std::optional<expression> moved(const expression& clock, const expression& of_row, operation by,
                                    sql::pattern<> symbol, const expression& fixed) {
        auto const type = type_of(clock);
        if (type != type_of(of_row)) { return std::nullopt; }
        if (type == with_zone) {
            sql::literal const utc{"UTC"};
            return expression::call(operation::server,
                                    {sql::build("pg_catalog.timezone({}, pg_catalog.timezone({}, ", utc, utc),
                                     sql::build("){}", sql::build(symbol)), sql::build(")")},
                                    {clock, fixed});
        }
        if (type != without_zone && type != whole_days) { return std::nullopt; }
        return expression::infix(by, clock, symbol, fixed);
    }
    std::optional<expression> in_one_type(operation op, const expression& left, const expression& right) {
        bool const fits = (is_of_row_alone(left) && is_of_clock_alone(right)) ||
                          (is_of_clock_alone(left) && is_of_row_alone(right));
        if (!fits) { return std::nullopt; }
        auto const a = type_of(left);
        auto const b = type_of(right);
        if (a == b) { return std::nullopt; }
        if (b == with_zone && is_local(a)) { return ordered(op, zoned(left), right); }
        if (a == with_zone && is_local(b)) { return ordered(op, left, zoned(right)); }
        return std::nullopt;
    }
    static bool is_local(const std::string& type) { return type == without_zone || type == whole_days; }
    static expression zoned(const expression& e) {
        return expression::call(operation::server,
                                {sql::build("CAST("), sql::build(" AS timestamp with time zone)")}, {e});
    }
    std::string type_of(const expression& e) {
        return std::string(sql::bare_type_name(types_.of_expressions({e}, rows_).front().type.name));
    }

    lower::typing& types_;
    const lower::row_type& rows_;
};

} // namespace

expression with_clock_alone(const expression& condition, lower::typing& types, const lower::row_type& rows) {
    if (!reads_clock(condition)) { return condition; }
    comparisons of(types, rows);
    return condition.replaced([&](const expression& part) { return of(part); });
}

} // namespace pgt::stage
