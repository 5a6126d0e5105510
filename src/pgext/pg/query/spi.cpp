#include "pg/query/spi.hpp"

#include <format>
#include <stdexcept>

#include "pg/access/settings.hpp"
#include "pg/boundary/guard.hpp"

extern "C" {
#include <access/xact.h>
#include <executor/spi.h>
#include <nodes/parsenodes.h>
#include <utils/queryenvironment.h>
}

namespace pgt::pg {
namespace {

int checked(int code, const char* what) {
    if (code < 0) throw std::runtime_error(std::format("{} failed: {}", what, SPI_result_code_string(code)));
    return code;
}

SPIPlanPtr prepare(const char* text, std::span<const oid> types) {
    const int count = static_cast<int>(types.size());
    auto* const data = const_cast<Oid*>(types.data()); // which the server does not change
    return call([=] { return SPI_prepare_cursor(text, count, data, CURSOR_OPT_GENERIC_PLAN); });
}

SPIPlanPtr prepared(const sql::text& text, std::span<const oid> types) {
    local_settings settings;
    settings.pin_literals();
    const SPIPlanPtr plan = prepare(text.str().c_str(), types);
    if (plan == nullptr) checked(SPI_result, "SPI_prepare");
    return plan;
}

/// Values and NULL flags in the form that the server expects.
class value_list {
  public:
    explicit value_list(std::span<const nullable_datum> from) {
        values_.reserve(from.size());
        nulls_.reserve(from.size());
        for (const nullable_datum& value : from) {
            values_.push_back(value.value);
            nulls_.push_back(value.is_null ? 'n' : ' ');
        }
    }
    [[nodiscard]] Datum* values() noexcept { return values_.data(); }
    [[nodiscard]] const char* nulls() const noexcept { return nulls_.data(); }

  private:
    std::vector<Datum> values_;
    std::vector<char> nulls_;
};

result execute(SPIPlanPtr plan, run_options how, std::span<const nullable_datum> given) {
    value_list list(given);
    SnapshotData* const under = how.under == nullptr ? InvalidSnapshot : how.under->get();
    const int code = call([plan, how, under, values = list.values(), nulls = list.nulls()] {
        return SPI_execute_snapshot(plan, values, nulls, under, InvalidSnapshot, how.read_only, true,
                                    how.limit);
    });
    checked(code, "SPI_execute");
    return {SPI_tuptable, SPI_processed};
}

} // namespace

result::~result() {
    if (table_ != nullptr) call_in_destructor([this] { SPI_freetuptable(table_); });
}

std::size_t result::size() const noexcept {
    return table_ == nullptr ? 0 : static_cast<std::size_t>(table_->numvals);
}

std::size_t result::columns() const noexcept {
    return table_ == nullptr ? 0 : static_cast<std::size_t>(table_->tupdesc->natts);
}

nullable_datum result::at(std::size_t row, std::size_t column) const noexcept {
    nullable_datum found;
    found.value =
        SPI_getbinval(table_->vals[row], table_->tupdesc, static_cast<int>(column) + 1, &found.is_null);
    return found;
}

oid result::type_of(std::size_t column) const noexcept {
    return SPI_gettypeid(table_->tupdesc, static_cast<int>(column) + 1);
}

std::string result::text(std::size_t row, std::size_t column) const {
    const char* const printed = call([=, this] {
        return const_cast<const char*>(
            SPI_getvalue(table_->vals[row], table_->tupdesc, static_cast<int>(column) + 1));
    });
    return printed == nullptr ? "" : printed;
}

void result::check(std::size_t row, std::size_t column, oid expected, bool allows_null) const {
    if (row >= size() || column >= columns()) {
        throw std::runtime_error(
            std::format("the result of a statement has no column {} in row {}", column + 1, row + 1));
    }
    if (type_of(column) != expected) {
        throw std::runtime_error(
            std::format("column {} of the result of a statement has type {} instead of {}", column + 1,
                        type_of(column), expected));
    }
    if (!allows_null && at(row, column).is_null) {
        throw std::runtime_error(std::format("column {} of the result of a statement is NULL", column + 1));
    }
}

spi::spi(sees what) : sees_(what) {
    checked(call([] { return SPI_connect_ext(0); }), "SPI_connect");
}

spi::~spi() {
    call_in_destructor([] { SPI_finish(); });
}

void spi::offer(const delta_store& rows, double estimate) const {
    const int code = call([&rows, estimate] { return SPI_register_relation(rows.as_relation(estimate)); });
    checked(code, "SPI_register_relation");
}

result spi::run_with(const sql::text& text, run_options how, std::span<const oid> types,
                     std::span<const nullable_datum> values) const {
    const SPIPlanPtr plan = prepared(text, types);
    const std::optional<snapshot> usual = usual_snapshot();
    if (how.under == nullptr && usual) how.under = &*usual;
    result got = execute(plan, how, values);
    call([=] { SPI_freeplan(plan); });
    return got;
}

std::optional<snapshot> spi::usual_snapshot() const {
    if (sees_ == sees::what_transaction_sees || !call([] { return IsolationUsesXactSnapshot(); }))
        return std::nullopt;
    return snapshot::latest();
}

statement::statement(const spi& /*in*/, const sql::text& text, std::span<const oid> parameters)
    : plan_(prepared(text, parameters)) {
    checked(call([this] { return SPI_keepplan(plan_); }), "SPI_keepplan");
}

statement::~statement() {
    if (plan_ != nullptr) call_in_destructor([this] { SPI_freeplan(plan_); });
}

result statement::run_with(const spi& in, run_options how, std::span<const nullable_datum> values) const {
    const std::optional<snapshot> usual = in.usual_snapshot();
    if (how.under == nullptr && usual) how.under = &*usual;
    return execute(plan_, how, values);
}

} // namespace pgt::pg
