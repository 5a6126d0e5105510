#include "pg/value/named_arguments.hpp"

#include <stdexcept>

#include "pg/boundary/guard.hpp"

extern "C" {
#include <fmgr.h>
#include <funcapi.h>
#include <utils/lsyscache.h>
#include <utils/syscache.h>
}

namespace pgt::pg {
namespace {

/// In the current memory context.
struct declaration {
    const char* function = nullptr;
    int count = 0;
    Oid* types = nullptr;
    char** names = nullptr;
};

declaration declaration_of(oid function) {
    return call([=] {
        declaration found;
        const HeapTuple tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
        if (!HeapTupleIsValid(tuple)) return found;
        char* modes = nullptr;
        found.count = get_func_arg_info(tuple, &found.types, &found.names, &modes);
        ReleaseSysCache(tuple);
        found.function = get_func_name(function);
        return found;
    });
}

std::string printed(Datum value, Oid type) {
    return call([=] {
        Oid output = InvalidOid;
        bool is_varlena = false;
        getTypeOutputInfo(type, &output, &is_varlena);
        return OidOutputFunctionCall(output, value);
    });
}

} // namespace

named_arguments arguments_of(const function_call& call) {
    const declaration declared = declaration_of(call.info()->flinfo->fn_oid);
    if (declared.function == nullptr || declared.names == nullptr || declared.count < call.count()) {
        throw std::logic_error("a function is declared without the names of its arguments");
    }
    named_arguments given{.function = declared.function, .all = {}};
    for (int i = 0; i < call.count(); ++i) {
        const nullable_datum value = call.argument(i);
        named_argument one{.name = declared.names[i], .text = {}};
        if (!value.is_null) { one.text = printed(value.value, declared.types[i]); }
        given.all.push_back(std::move(one));
    }
    return given;
}

} // namespace pgt::pg
