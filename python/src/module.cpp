/// The module `pgt_dbsp._core`: what the Python side of the package is made of.
#include "functions.hpp"

#include <dbsp/io/arrow/handle.hpp>
#include <dbsp/version.hpp>

#include <nanobind/stl/string.h>

#include <exception>
#include <string>

namespace pydbsp {

namespace {

/// Raises one of the errors that the Python side defines.
void raise(const char* name, const std::exception& thrown) {
    auto const errors = nb::module_::import_("pgt_dbsp._errors");
    PyErr_SetString(nb::object(errors.attr(name)).ptr(), thrown.what());
}

template <class Error> bool raised_as(const char* name, const std::exception_ptr& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const Error& e) {
        raise(name, e);
        return true;
    } catch (...) { return false; }
}

/// The most special class first.
void translate(const std::exception_ptr& thrown, void*) {
    static_cast<void>(raised_as<schema_error>("SchemaError", thrown) ||
                      raised_as<dbsp::arrow::error>("ArrowError", thrown) ||
                      raised_as<dbsp::overflow_error>("WeightOverflowError", thrown) ||
                      raised_as<dbsp::domain_error>("DomainError", thrown) ||
                      raised_as<dbsp::negative_weight_error>("NegativeWeightError", thrown) ||
                      raised_as<dbsp::key_error>("KeyConflictError", thrown) ||
                      raised_as<dbsp::budget_error>("BudgetError", thrown) ||
                      raised_as<dbsp::broken_state_error>("BrokenStateError", thrown) ||
                      raised_as<dbsp::circuit_error>("CircuitError", thrown) ||
                      raised_as<dbsp::error>("DbspError", thrown) || (std::rethrow_exception(thrown), false));
}

} // namespace

} // namespace pydbsp

NB_MODULE(_core, m) {
    namespace nb = nanobind;
    using namespace pydbsp;
    m.doc() = "Run-time circuits over typed rows. Private: use pgt_dbsp.";
    nb::register_exception_translator(translate);
    m.attr("version") = std::to_string(dbsp::version_major) + "." + std::to_string(dbsp::version_minor) +
                        "." + std::to_string(dbsp::version_patch);
    bind_schema(m);
    bind_expression(m);
    bind_circuit(m);
    bind_groups(m);
    bind_engine(m);
    bind_arrow(m);
    bind_explain(m);
}
