/// SQL from inside the server.
///
///     const pg::spi session;
///     static pg::statement find(sql::build("select id from t where name = {}", sql::param{1}), types<std::string>());
///     for (auto [id] : find.run(session, {}, name).all<std::int64_t>()) ...
#pragma once

#include "pg/access/snapshot.hpp"
#include "pg/boundary/declarations.hpp"
#include "pg/query/delta_store.hpp"
#include "pg/value/value.hpp"

#include <pgt/sql/text.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

struct SPITupleTable;

namespace pgt::pg {

/// The result of a statement. Must not outlast the `spi` that it ran in.
class result {
  public:
    result(SPITupleTable* table, std::uint64_t processed) noexcept : table_(table), processed_(processed) {}
    result(result&& other) noexcept
        : table_(std::exchange(other.table_, nullptr)), processed_(other.processed_) {}
    result& operator=(result&&) = delete;
    ~result();

    /// How many rows were returned, or else changed.
    [[nodiscard]] std::uint64_t processed() const noexcept { return processed_; }
    [[nodiscard]] std::size_t size() const noexcept;
    [[nodiscard]] std::size_t columns() const noexcept;
    [[nodiscard]] nullable_datum at(std::size_t row, std::size_t column) const noexcept;
    [[nodiscard]] oid type_of(std::size_t column) const noexcept;

    /// As the server prints it, whatever its type; empty for NULL. Throws `error`.
    [[nodiscard]] std::string text(std::size_t row, std::size_t column) const;
    /// Throws `std::runtime_error` if it is NULL, or not of the type of T.
    template <class T> [[nodiscard]] T get(std::size_t row, std::size_t column) const {
        check(row, column, sql_value<typename nullable_value<T>::plain>::type,
              nullable_value<T>::allows_null);
        return nullable_value<T>::from(at(row, column));
    }
    /// The rows as tuples of the columns' values.
    template <class... Column> [[nodiscard]] std::vector<std::tuple<Column...>> all() const {
        std::vector<std::tuple<Column...>> rows;
        rows.reserve(size());
        for (std::size_t i = 0; i < size(); ++i)
            rows.push_back(row<Column...>(i, std::index_sequence_for<Column...>()));
        return rows;
    }
    /// The first row; none if there are no rows.
    template <class... Column> [[nodiscard]] std::optional<std::tuple<Column...>> first() const {
        if (size() == 0) return std::nullopt;
        return row<Column...>(0, std::index_sequence_for<Column...>());
    }
    /// The only column of the first row; none if there are no rows.
    template <class T> [[nodiscard]] std::optional<T> value() const {
        if (size() == 0) return std::nullopt;
        return get<T>(0, 0);
    }

  private:
    void check(std::size_t row, std::size_t column, oid expected, bool allows_null) const;

    template <class... Column, std::size_t... Index>
    std::tuple<Column...> row(std::size_t number, std::index_sequence<Index...>) const {
        return {get<Column>(number, Index)...};
    }

    SPITupleTable* table_;
    std::uint64_t processed_;
};

/// How a statement runs.
struct run_options {
    /// Its snapshot; null: the active one if it only reads, else a new one.
    const snapshot* under = nullptr;
    /// It changes nothing, nor do functions that it calls.
    bool read_only = false;
    /// Stop after so many rows; 0: never.
    long limit = 0;
};

/// A connection to the server's SQL. During its lifetime the current memory context is its own one, whose content is freed with it.
class spi {
  public:
    /// Which changes of other transactions its statements see under REPEATABLE READ and SERIALIZABLE.
    enum class sees : std::uint8_t { what_transaction_sees, everything_committed };
    explicit spi(sees what = sees::what_transaction_sees);
    spi(const spi&) = delete;
    spi& operator=(const spi&) = delete;
    ~spi();

    /// Statements can read `rows` under its name from now on; the planner assumes `estimate` rows. It has to outlive this. Throws `error` if the name is taken.
    void offer(const delta_store& rows, double estimate) const;
    void offer(const delta_store& rows) const { offer(rows, static_cast<double>(rows.size())); }

    /// Runs one or more statements that are not worth keeping; gives the result of the last one.
    template <class... Parameter>
    result run(const sql::text& text, run_options how = {}, const Parameter&... parameters) const {
        static constexpr std::array<oid, sizeof...(Parameter)> types = {
            sql_value<typename nullable_value<Parameter>::plain>::type...};
        const std::array<nullable_datum, sizeof...(Parameter)> values = {
            nullable_value<Parameter>::to(parameters)...};
        return run_with(text, how, types, values);
    }
    /// The same with values whose types are known only now.
    result run_with(const sql::text& text, run_options how, std::span<const oid> types,
                    std::span<const nullable_datum> values) const;

    /// The snapshot to run under if the caller names none; nothing: the server's choice.
    [[nodiscard]] std::optional<snapshot> usual_snapshot() const;

  private:
    sees sees_;
};

/// The SQL types of C++ types.
template <class... T> [[nodiscard]] constexpr std::array<oid, sizeof...(T)> types() {
    return {sql_value<typename nullable_value<T>::plain>::type...};
}

/// A statement that the server analyses once, plans when it first runs, and keeps during the lifetime of this object. It is planned again after a change of the definition of a table that it reads.
class statement {
  public:
    /// Analysed in the given connection: it can read what that offers. One plan serves all values of the parameters. Throws `error` if the server rejects it.
    statement(const spi& in, const sql::text& text, std::span<const oid> parameters = {});
    statement(statement&& other) noexcept : plan_(std::exchange(other.plan_, nullptr)) {}
    statement& operator=(statement&& other) noexcept {
        std::swap(plan_, other.plan_);
        return *this;
    }
    ~statement();

    /// The types of the parameters must be those of its construction. `in` must offer what it reads.
    template <class... Parameter>
    result run(const spi& in, run_options how = {}, const Parameter&... parameters) const {
        const std::array<nullable_datum, sizeof...(Parameter)> values = {
            nullable_value<Parameter>::to(parameters)...};
        return run_with(in, how, values);
    }
    result run_with(const spi& in, run_options how, std::span<const nullable_datum> values) const;

  private:
    _SPI_plan* plan_;
};

} // namespace pgt::pg
