#include "pg/boundary/query_error.hpp"

#include "pg/boundary/guard.hpp"

extern "C" {
#include <mb/pg_wchar.h>
}

namespace pgt::pg {
namespace {

int code_of(const std::string& sqlstate) {
    return MAKE_SQLSTATE(sqlstate[0], sqlstate[1], sqlstate[2], sqlstate[3], sqlstate[4]);
}

/// Inside `call`: sets the position in the query, if there is one.
int point_into(const char* query, int byte) {
    if (query == nullptr || byte < 0) return 0;
    internalerrquery(query);
    return internalerrposition(pg_mbstrlen_with_len(query, byte) + 1);
}

[[noreturn]] void raise(const user_error& what, const char* query) {
    call([code = code_of(what.sqlstate()), text = what.what(), detail = what.detail().c_str(),
          hint = what.hint().c_str(), in = query, byte = what.position().value_or(-1)] {
        ereport(ERROR, (errcode(code), errmsg_internal("%s", text),
                        *detail == '\0' ? 0 : errdetail_internal("%s", detail),
                        *hint == '\0' ? 0 : errhint("%s", hint), point_into(in, byte)));
    });
    __builtin_unreachable();
}

} // namespace

void throw_about(const std::string& query, const user_error& what) { raise(what, query.c_str()); }
void throw_in_context(const user_error& what) { raise(what, nullptr); }

} // namespace pgt::pg
