#include "four_way/database.hpp"

#include <libpq-fe.h>

namespace pgt::test {

namespace {
struct clear_result {
    void operator()(PGresult* result) const { PQclear(result); }
};
using result_ptr = std::unique_ptr<PGresult, clear_result>;

void ignore_notice(void*, const PGresult*) {}

void check(PGconn* connection, const result_ptr& result, const sql::text& statement) {
    auto const status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        throw database_error(PQerrorMessage(connection) + ("in: " + statement.str()));
    }
}
} // namespace

void database::close::operator()(pg_conn* connection) const { PQfinish(connection); }

database::database() : connection_(PQconnectdb("")) {
    if (PQstatus(connection_.get()) != CONNECTION_OK) {
        throw database_error(PQerrorMessage(connection_.get()));
    }
    PQsetNoticeReceiver(connection_.get(), ignore_notice, nullptr);
}

text_rows database::query(const sql::text& statement) {
    result_ptr const result(PQexec(connection_.get(), statement.str().c_str()));
    check(connection_.get(), result, statement);
    text_rows rows;
    for (int i = 0; i < PQntuples(result.get()); ++i) {
        text_row columns;
        for (int j = 0; j < PQnfields(result.get()); ++j) {
            bool const null = PQgetisnull(result.get(), i, j) != 0;
            columns.push_back(null ? std::nullopt
                                   : std::optional<std::string>(PQgetvalue(result.get(), i, j)));
        }
        ++rows[columns];
    }
    return rows;
}

std::vector<std::string> database::types(const sql::text& statement) {
    result_ptr const prepared(PQprepare(connection_.get(), "", statement.str().c_str(), 0, nullptr));
    check(connection_.get(), prepared, statement);
    result_ptr const described(PQdescribePrepared(connection_.get(), ""));
    std::vector<std::string> names;
    for (int j = 0; j < PQnfields(described.get()); ++j) {
        auto const name = query(sql::build("SELECT format_type({}::oid, {})", PQftype(described.get(), j),
                                           PQfmod(described.get(), j)));
        names.push_back(*name.begin()->first.front());
    }
    return names;
}

/// Equal values of all types here are identical: the tests compare integers and text.
std::vector<bind::type_info> server_types::describe(const sql::text& query, std::size_t) const {
    std::vector<bind::type_info> result;
    for (auto& name : server_.types(query)) {
        result.push_back({std::move(name), "", true, "OPERATOR(pg_catalog.=)", true});
    }
    return result;
}

} // namespace pgt::test
