#include "pg/value/function.hpp"

#include <pgt/error.hpp>

#include <format>
#include <stdexcept>
#include <string>

#include "pg/boundary/guard.hpp"

extern "C" {
#include <funcapi.h>
#include <utils/lsyscache.h>
#include <utils/syscache.h>
#include <utils/tuplestore.h>
}

namespace pgt::pg {
namespace {

/// The name of a parameter as the function declares it; empty if it has none.
std::string name_of_parameter(oid function, int index) {
    const char* const name = call([=]() -> const char* {
        const HeapTuple tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
        if (!HeapTupleIsValid(tuple)) return nullptr;
        Oid* types = nullptr;
        char** names = nullptr;
        char* modes = nullptr;
        const int count = get_func_arg_info(tuple, &types, &names, &modes);
        ReleaseSysCache(tuple);
        return names != nullptr && index < count ? names[index] : nullptr;
    });
    return name == nullptr ? "" : name;
}

std::string name_of_function(oid function) {
    const char* const name = call([=] { return const_cast<const char*>(get_func_name(function)); });
    return name == nullptr ? "" : name;
}

static_assert(sizeof(calling_convention) == sizeof(Pg_finfo_record));

} // namespace

int function_call::count() const noexcept { return info_->nargs; }

nullable_datum function_call::argument(int index) const noexcept {
    if (index >= info_->nargs) return {};
    return {.value = info_->args[index].value, .is_null = info_->args[index].isnull};
}

oid function_call::type_of(int index) const {
    FmgrInfo* const function = info_->flinfo;
    return call([=] { return get_fn_expr_argtype(function, index); });
}

datum function_call::give(nullable_datum value) const noexcept {
    info_->isnull = value.is_null;
    return value.value;
}

void function_call::refuse_null(int index) const {
    const oid function = info_->flinfo->fn_oid;
    const std::string parameter = name_of_parameter(function, index);
    throw user_error(sqlstate::invalid_parameter_value,
                     std::format("argument {} of {}() must not be NULL",
                                 parameter.empty() ? std::to_string(index + 1) : '"' + parameter + '"',
                                 name_of_function(function)))
        .hint("Pass a value for this argument.");
}

result_rows::result_rows(const function_call& caller, std::size_t columns) {
    FunctionCallInfoBaseData* const info = caller.info();
    // A set of scalar values has only the row type that the caller expects.
    const bits32 flags = columns == 1 ? MAT_SRF_USE_EXPECTED_DESC : 0;
    call([=] { InitMaterializedSRF(info, flags); });
    const auto* const result = reinterpret_cast<ReturnSetInfo*>(info->resultinfo);
    rows_ = result->setResult;
    description_ = result->setDesc;
    if (static_cast<std::size_t>(description_->natts) != columns) {
        throw std::logic_error(
            std::format("a function declared with {} columns returns {}", description_->natts, columns));
    }
}

void result_rows::append(std::span<const nullable_datum> row) {
    std::vector<Datum> values;
    std::vector<char> nulls; // not of bool, whose bits cannot be pointed to
    for (const nullable_datum& column : row) {
        values.push_back(column.value);
        nulls.push_back(static_cast<char>(column.is_null));
    }
    call([this, data = values.data(), is_null = reinterpret_cast<const bool*>(nulls.data())] {
        tuplestore_putvalues(rows_, description_, data, is_null);
    });
}

} // namespace pgt::pg
