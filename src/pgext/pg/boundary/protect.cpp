#include "pg/boundary/protect.hpp"

#include <pgt/error.hpp>

#include <new>
#include <string>

#include "pg/boundary/guard.hpp"

namespace pgt::pg::detail {
namespace {

/// In the context that the server resets after it has handled an error; null if memory is exhausted.
char* keep(const char* text) noexcept {
    const auto size = strlen(text) + 1;
    auto* const copy = static_cast<char*>(MemoryContextAllocExtended(ErrorContext, size, MCXT_ALLOC_NO_OOM));
    if (copy != nullptr) memcpy(copy, text, size);
    return copy;
}

int code_of(const std::string& sqlstate) noexcept {
    if (sqlstate.size() != 5) return ERRCODE_INTERNAL_ERROR;
    return MAKE_SQLSTATE(sqlstate[0], sqlstate[1], sqlstate[2], sqlstate[3], sqlstate[4]);
}

failure new_failure(int code, const char* message) noexcept {
    static ErrorData of_last_resort;
    auto* data = static_cast<ErrorData*>(
        MemoryContextAllocExtended(ErrorContext, sizeof(ErrorData), MCXT_ALLOC_NO_OOM));
    if (data == nullptr) data = &of_last_resort;
    *data = ErrorData{};
    data->elevel = ERROR;
    data->sqlerrcode = code;
    data->message = keep(message);
    data->assoc_context = ErrorContext;
    return {.data = data, .raised_before = false};
}

failure describe(const user_error& thrown) noexcept {
    const failure result = new_failure(code_of(thrown.sqlstate()), thrown.what());
    if (!thrown.detail().empty()) result.data->detail = keep(thrown.detail().c_str());
    if (!thrown.hint().empty()) result.data->hint = keep(thrown.hint().c_str());
    return result;
}

} // namespace

failure describe_exception() noexcept {
    try {
        throw;
    } catch (const error& thrown) {
        return {.data = thrown.release(), .raised_before = true};
    } catch (const user_error& thrown) { return describe(thrown); } catch (const std::bad_alloc&) {
        return new_failure(ERRCODE_OUT_OF_MEMORY, "out of memory");
    } catch (const std::exception& thrown) {
        return new_failure(ERRCODE_INTERNAL_ERROR, thrown.what());
    } catch (...) { return new_failure(ERRCODE_INTERNAL_ERROR, "unknown C++ exception"); }
}

void raise(failure what) {
    if (what.raised_before) ReThrowError(what.data);
    ThrowErrorData(what.data);
    pg_unreachable();
}

} // namespace pgt::pg::detail
