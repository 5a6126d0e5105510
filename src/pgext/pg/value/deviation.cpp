/// pgtrickle.variance_of and deviation_of: what PostgreSQL's aggregates compute at their end, from exact sums, with the same digits.
#include "pg/boundary/guard.hpp"
#include "pg/boundary/server.hpp"
#include "pg/value/function.hpp"

extern "C" {
#include <utils/builtins.h>
#include <utils/fmgrprotos.h>
#include <utils/numeric.h>
}

#include <cstdint>
#include <optional>
#include <string>

namespace pgt::pg {

namespace {

datum numeric_of(std::int64_t number) {
    return call([number] { return NumericGetDatum(int64_to_numeric(number)); });
}

datum numeric_of(const std::string& text) {
    return call([&text] {
        return DirectFunctionCall3(numeric_in, CStringGetDatum(text.c_str()), ObjectIdGetDatum(InvalidOid),
                                   Int32GetDatum(-1));
    });
}

template <class Function> datum combined(Function function, datum a, datum b) {
    return call([=] { return DirectFunctionCall2(function, a, b); });
}

bool is_greater(datum a, datum b) { return DatumGetBool(combined(numeric_gt, a, b)); }

struct sums {
    std::int64_t count;
    datum sum;
    datum squares;
    bool is_sample;

    explicit sums(const function_call& caller)
        : count(caller.get<std::int64_t>(0)),
          sum(caller.argument(1).value),
          squares(caller.argument(2).value),
          is_sample(caller.get<bool>(3)) {}
};

/// (n * sum of squares - sum * sum) / (n * n), or / (n * (n - 1)): none for too few values.
std::optional<datum> variance(const sums& of) {
    if (of.count <= (of.is_sample ? 1 : 0)) return std::nullopt;
    const datum count = numeric_of(of.count);
    const datum difference = combined(numeric_sub, combined(numeric_mul, count, of.squares),
                                      combined(numeric_mul, of.sum, of.sum));
    const datum zero = numeric_of(0);
    if (!is_greater(difference, zero)) return zero;
    const datum others = of.is_sample ? numeric_of(of.count - 1) : count;
    return combined(numeric_div, difference, combined(numeric_mul, count, others));
}

/// NaN or an infinity, which have no digits.
bool is_special(datum number) {
    return call([number] {
        const Numeric value = DatumGetNumeric(number);
        return numeric_is_nan(value) || numeric_is_inf(value);
    });
}

/// The square root with as many digits as `number`, rounded once.
datum root(datum number) {
    if (is_special(number)) {
        return call([number] { return DirectFunctionCall1(numeric_sqrt, number); });
    }
    const auto digits = call([number] { return DatumGetInt32(DirectFunctionCall1(numeric_scale, number)); });
    const datum longer = call([number] { return DirectFunctionCall1(numeric_sqrt, number); });
    const datum rounded =
        call([=] { return DirectFunctionCall2(numeric_round, longer, Int32GetDatum(digits)); });
    // `longer` has been rounded already, perhaps up to the half that is rounded up once more.
    const datum half = numeric_of("5e-" + std::to_string(digits + 1));
    const datum least = combined(numeric_sub, rounded, half);
    if (!is_greater(combined(numeric_mul, least, least), number)) return rounded;
    return combined(numeric_sub, rounded, numeric_of("1e-" + std::to_string(digits)));
}

nullable_datum variance_of(const function_call& caller) {
    const auto result = variance(sums(caller));
    return result ? nullable_datum{.value = *result, .is_null = false} : nullable_datum{};
}

nullable_datum deviation_of(const function_call& caller) {
    const sums of(caller);
    const auto result = variance(of);
    if (!result) return {};
    const bool is_zero = !is_greater(*result, numeric_of(0));
    return {.value = is_zero ? *result : root(*result), .is_null = false};
}

} // namespace
} // namespace pgt::pg

PGT_SQL_FUNCTION(pgtrickle_variance_of, pgt::pg::variance_of);
PGT_SQL_FUNCTION(pgtrickle_deviation_of, pgt::pg::deviation_of);
