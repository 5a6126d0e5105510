/// A connection to the server that the tests run against, and results as text.
#pragma once

#include <pgt/bind/catalog.hpp>
#include <pgt/sql/text.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

struct pg_conn;

namespace pgt::test {

/// A row as PostgreSQL prints its columns, and how often rows occur.
using text_row = std::vector<std::optional<std::string>>;
using text_rows = std::map<text_row, std::int64_t>;

/// The server refused a statement.
class database_error : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Connects to the server and database that libpq's environment variables name; ctest sets them.
class database {
  public:
    database();

    /// Runs a statement.  Errors: `database_error` with the server's message and the statement.
    void run(const sql::text& statement) { static_cast<void>(query(statement)); }
    /// The rows of a query.
    [[nodiscard]] text_rows query(const sql::text& statement);
    /// The names of the types of a query's columns.
    [[nodiscard]] std::vector<std::string> types(const sql::text& statement);

  private:
    struct close {
        void operator()(pg_conn* connection) const;
    };
    std::unique_ptr<pg_conn, close> connection_;
};

/// A catalog that asks a server for the types of expressions.
class server_types final : public bind::catalog {
  public:
    explicit server_types(database& server) : server_(server) {}
    [[nodiscard]] std::optional<bind::relation_info> relation(const std::string&,
                                                              const std::string&) const override {
        return std::nullopt;
    }
    [[nodiscard]] bind::function_kind function(const std::string&, const std::string&,
                                               std::size_t) const override {
        return bind::function_kind::unknown;
    }
    [[nodiscard]] std::vector<bind::type_info> describe(const sql::text& query,
                                                        std::size_t columns) const override;
    /// The circuits compare integers only.
    [[nodiscard]] bind::join_equality compare(const bind::type_info&, const bind::type_info&) const override {
        return {};
    }

  private:
    database& server_;
};

} // namespace pgt::test
