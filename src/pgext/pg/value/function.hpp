/// `PGT_SQL_FUNCTION`: a C++ function as one that SQL can call.
///
///     std::string greet(const std::string& name, std::optional<int> times);
///     PGT_SQL_FUNCTION(pgtrickle_greet, greet)
///
///     CREATE FUNCTION pgtrickle.greet(name text, times integer) RETURNS text
///         LANGUAGE c AS 'MODULE_PATHNAME', 'pgtrickle_greet';
///
/// Types of parameters and results are those of `sql_value`; `std::optional` stands for values that may be NULL. A NULL for any other parameter is an error that names the parameter. A result `std::vector<std::tuple<...>>` is a set of rows,
/// for functions declared RETURNS TABLE or SETOF.
#pragma once

#include "pg/boundary/declarations.hpp"
#include "pg/boundary/protect.hpp"
#include "pg/value/value.hpp"

#include <array>
#include <concepts>
#include <cstddef>
#include <functional>
#include <span>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace pgt::pg {

/// One call of an SQL function by the server. A body that takes this as its only parameter reads its
/// arguments itself, and returns a `nullable_datum`.
class function_call {
  public:
    explicit function_call(FunctionCallInfoBaseData* info) noexcept : info_(info) {}

    [[nodiscard]] int count() const noexcept;
    [[nodiscard]] nullable_datum argument(int index) const noexcept;
    /// The type of an argument as the query has it; for parameters of type "any".
    [[nodiscard]] oid type_of(int index) const;
    [[nodiscard]] FunctionCallInfoBaseData* info() const noexcept { return info_; }

    /// An argument as a T. Throws `user_error` if it is NULL and T cannot hold NULL.
    template <class T> [[nodiscard]] T get(int index) const {
        const nullable_datum given = argument(index);
        if (given.is_null && !nullable_value<T>::allows_null) refuse_null(index);
        return nullable_value<T>::from(given);
    }

    /// Hands `value` to the server.
    [[nodiscard]] datum give(nullable_datum value) const noexcept;

  private:
    [[noreturn]] void refuse_null(int index) const;

    FunctionCallInfoBaseData* info_;
};

/// The rows that a set-returning function gives back.
class result_rows {
  public:
    /// Throws `error` if the caller does not expect rows, or not of `columns` columns.
    result_rows(const function_call& caller, std::size_t columns);
    void append(std::span<const nullable_datum> row);

  private:
    Tuplestorestate* rows_;
    TupleDescData* description_;
};

/// What the server queries about a function before it calls it.
struct calling_convention {
    int version = 1;
};

namespace detail {

template <class Result> struct give_result {
    static datum to(const function_call& caller, const Result& result) {
        return caller.give(nullable_value<Result>::to(result));
    }
};

template <> struct give_result<nullable_datum> {
    static datum to(const function_call& caller, nullable_datum result) { return caller.give(result); }
};

template <class... Column> struct give_result<std::vector<std::tuple<Column...>>> {
    static datum to(const function_call& caller, const std::vector<std::tuple<Column...>>& rows) {
        result_rows out(caller, sizeof...(Column));
        for (const auto& row : rows) {
            const std::array<nullable_datum, sizeof...(Column)> values = std::apply(
                [](const Column&... column) { return std::array{nullable_value<Column>::to(column)...}; },
                row);
            out.append(values);
        }
        return caller.give({});
    }
};

template <class Function> struct caller_of;

template <class Result, class... Parameter> struct caller_of<Result (*)(Parameter...)> {
    static datum run(Result (*body)(Parameter...), const function_call& caller) {
        return run(body, caller, std::index_sequence_for<Parameter...>());
    }

  private:
    template <std::size_t... Index>
    static datum run(Result (*body)(Parameter...), const function_call& caller,
                     std::index_sequence<Index...>) {
        // Braces, so that arguments are read from the first to the last.
        std::tuple<std::remove_cvref_t<Parameter>...> arguments{
            caller.get<std::remove_cvref_t<Parameter>>(static_cast<int>(Index))...};
        if constexpr (std::is_void_v<Result>) {
            std::apply(body, std::move(arguments));
            return caller.give({.value = 0, .is_null = false});
        } else {
            return give_result<Result>::to(caller, std::apply(body, std::move(arguments)));
        }
    }
};

template <class Result> struct caller_of<Result (*)(const function_call&)> {
    static datum run(Result (*body)(const function_call&), const function_call& caller) {
        return give_result<Result>::to(caller, body(caller));
    }
};

} // namespace detail

/// What the server calls: `Body` inside the error boundary.
template <auto Body> datum sql_function(FunctionCallInfoBaseData* info) {
    return protect([info] { return detail::caller_of<decltype(+Body)>::run(Body, function_call(info)); });
}

} // namespace pgt::pg

/// Exports `body` under `name`, which starts with pgtrickle_.
#define PGT_SQL_FUNCTION(name, body)                                                                         \
    extern "C" {                                                                                             \
    [[gnu::visibility("default")]] const ::pgt::pg::calling_convention* pg_finfo_##name();                   \
    [[gnu::visibility("default")]] ::pgt::pg::datum name(FunctionCallInfoBaseData* info);                    \
    const ::pgt::pg::calling_convention* pg_finfo_##name() {                                                 \
        static constexpr ::pgt::pg::calling_convention convention;                                           \
        return &convention;                                                                                  \
    }                                                                                                        \
    ::pgt::pg::datum name(FunctionCallInfoBaseData* info) { return ::pgt::pg::sql_function<&(body)>(info); } \
    }                                                                                                        \
    static_assert(std::string_view(#name).starts_with("pgtrickle_"))
