#include "functions.hpp"

#include <dbsp/pass/print.hpp>

#include <nanobind/stl/string.h>

namespace pydbsp {

void bind_explain(nb::module_& m) {
    m.def(
        "explain",
        [](const circuit& of, const std::string& form) {
            auto const graph = dbsp::graph_of(of);
            if (form == "text") { return dbsp::print_text(graph); }
            if (form == "dot") { return dbsp::print_dot(graph); }
            if (form == "mermaid") { return dbsp::print_mermaid(graph); }
            throw dbsp::circuit_error("circuits are printed as 'text', 'dot' or 'mermaid', not '" + form +
                                      "'");
        },
        nb::arg("circuit"), nb::arg("form"));
}

} // namespace pydbsp
