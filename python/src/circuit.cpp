/// The operators that work row by row, those of sets, and recursion.
#include "functions.hpp"

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

namespace pydbsp {

namespace {

using mapping = dbsp::labelled_function<row(const row&)>;
using predicate = dbsp::labelled_function<bool(const row&)>;
using expansion = dbsp::labelled_function<std::vector<row>(const row&)>;
using condition = dbsp::labelled_function<bool(const row&, const row&)>;
using places = std::vector<std::ptrdiff_t>;
using expressions = std::vector<expression>;

circuit mapped(const circuit& in, const std::string& label, const expressions& columns) {
    return dbsp::map(in, mapping(label, computed_row{columns}));
}
circuit mapped_by_python(const circuit& in, const std::string& label, nb::callable fn, const schema& from,
                         const schema& to) {
    return dbsp::map(in, mapping(label, [call = python_function(fn, from),
                                         out = std::make_shared<const schema>(to)](const row& one) {
                         nb::gil_scoped_acquire const lock;
                         return out->to_row(call(one));
                     }));
}
circuit filtered(const circuit& in, const std::string& label, const expression& by) {
    return dbsp::filter(in, predicate(label, [by](const row& one) { return is_true(by.evaluate(one)); }));
}
circuit filtered_by_python(const circuit& in, const std::string& label, nb::callable fn, const schema& from) {
    return dbsp::filter(in, predicate(label, [call = python_function(fn, from)](const row& one) {
                            nb::gil_scoped_acquire const lock;
                            auto const given = call(one);
                            if (PyBool_Check(given.ptr())) { return given.ptr() == Py_True; }
                            throw schema_error("a condition gives True or False, not " +
                                               std::string(nb::repr(given).c_str()));
                        }));
}
circuit expanded_by_python(const circuit& in, const std::string& label, nb::callable fn, const schema& from,
                           const schema& to) {
    return dbsp::flat_map(in, expansion(label, [call = python_function(fn, from),
                                                out = std::make_shared<const schema>(to)](const row& one) {
                              nb::gil_scoped_acquire const lock;
                              return to_rows(*out, call(one));
                          }));
}

/// What joins match on: keys, and a condition on both rows, which may be None.
struct match {
    std::string left_label, right_label;
    expressions left, right;
    std::string condition_label;
    std::optional<expression> where;

    [[nodiscard]] auto on() const {
        return dbsp::on(labelled_key(left_label, left), labelled_key(right_label, right), residual());
    }
    [[nodiscard]] condition residual() const {
        if (!where) { return {}; }
        return condition(condition_label,
                         [by = *where](const row& a, const row& b) { return is_true(by.evaluate(a, b)); });
    }

  private:
    struct named_key : join_key {
        std::string text;
        [[nodiscard]] const std::string& label() const { return text; }
    };
    static dbsp::labelled_key<row> labelled_key(const std::string& label, const expressions& columns) {
        return named_key{join_key{{columns}}, label};
    }
};

circuit joined(const circuit& a, const circuit& b, const match& by, const places& pair) {
    if (!by.left.empty()) { return dbsp::join(a, b, by.on(), projection{pair}); }
    return by.where ? dbsp::theta_join(a, b, by.residual(), projection{pair})
                    : dbsp::product(a, b, projection{pair});
}
circuit left_joined(const circuit& a, const circuit& b, const match& by, const places& pair,
                    const places& alone) {
    return dbsp::left_join(a, b, by.on(), projection{pair}, projection{alone});
}
circuit right_joined(const circuit& a, const circuit& b, const match& by, const places& pair,
                     const places& alone) {
    return dbsp::right_join(a, b, by.on(), projection{pair}, projection{alone});
}
circuit full_joined(const circuit& a, const circuit& b, const match& by, const places& pair,
                    const places& left_alone, const places& right_alone) {
    return dbsp::full_join(a, b, by.on(), projection{pair}, projection{left_alone}, projection{right_alone});
}

/// `body(iterate, inputs...)` on circuits, called once.
circuit recursion(const std::string& name, std::size_t most_iterations, nb::callable body,
                  const std::vector<circuit>& in) {
    auto const build = [&](const circuit& iterate, const auto&... inputs) {
        return nb::cast<circuit>(body(iterate, inputs...));
    };
    dbsp::iteration_budget const budget{most_iterations};
    switch (in.size()) {
    case 1: return dbsp::fixpoint(name, budget, build, in[0]);
    case 2: return dbsp::fixpoint(name, budget, build, in[0], in[1]);
    case 3: return dbsp::fixpoint(name, budget, build, in[0], in[1], in[2]);
    default: throw dbsp::circuit_error("a recursion has one to three inputs");
    }
}

void bind_joins(nb::module_& m) {
    nb::class_<match>(m, "Match", "What joins match on.")
        .def(
            "__init__",
            [](match* self, const std::string& left_label, const expressions& left,
               const std::string& right_label, const expressions& right, const std::string& where_label,
               nb::handle where) {
                new (self) match{left_label, right_label, left, right, where_label, std::nullopt};
                if (!where.is_none()) { self->where = nb::cast<expression>(where); }
            },
            nb::arg("left_label"), nb::arg("left"), nb::arg("right_label"), nb::arg("right"),
            nb::arg("where_label"), nb::arg("where").none());
    m.def("join", joined, nb::arg("a"), nb::arg("b"), nb::arg("on"), nb::arg("pair"));
    m.def("left_join", left_joined, nb::arg("a"), nb::arg("b"), nb::arg("on"), nb::arg("pair"),
          nb::arg("alone"));
    m.def("right_join", right_joined, nb::arg("a"), nb::arg("b"), nb::arg("on"), nb::arg("pair"),
          nb::arg("alone"));
    m.def("full_join", full_joined, nb::arg("a"), nb::arg("b"), nb::arg("on"), nb::arg("pair"),
          nb::arg("left_alone"), nb::arg("right_alone"));
    m.def(
        "semijoin",
        [](const circuit& a, const circuit& b, const match& by) { return dbsp::semijoin(a, b, by.on()); },
        nb::arg("a"), nb::arg("b"), nb::arg("on"));
    m.def(
        "antijoin",
        [](const circuit& a, const circuit& b, const match& by) { return dbsp::antijoin(a, b, by.on()); },
        nb::arg("a"), nb::arg("b"), nb::arg("on"));
}

void bind_sets(nb::module_& m) {
    using binary = circuit (*)(const circuit&, const circuit&);
    auto const define = [&](const char* name, binary made) { m.def(name, made, nb::arg("a"), nb::arg("b")); };
    define("plus", [](const circuit& a, const circuit& b) -> circuit { return dbsp::plus(a, b); });
    define("minus", [](const circuit& a, const circuit& b) -> circuit { return dbsp::minus(a, b); });
    define("union_distinct",
           [](const circuit& a, const circuit& b) -> circuit { return dbsp::union_distinct(a, b); });
    define("intersect_distinct",
           [](const circuit& a, const circuit& b) -> circuit { return dbsp::intersect_distinct(a, b); });
    define("intersect_all",
           [](const circuit& a, const circuit& b) -> circuit { return dbsp::intersect_all(a, b); });
    define("except_distinct",
           [](const circuit& a, const circuit& b) -> circuit { return dbsp::except_distinct(a, b); });
    define("except_all",
           [](const circuit& a, const circuit& b) -> circuit { return dbsp::except_all(a, b); });
    m.def("negate", [](const circuit& a) -> circuit { return dbsp::negate(a); }, nb::arg("a"));
    m.def("distinct", [](const circuit& a) -> circuit { return dbsp::distinct(a); }, nb::arg("a"));
}

} // namespace

void bind_circuit(nb::module_& m) {
    nb::class_<circuit>(
        m, "Circuit",
        "An operator with its inputs. Python functions in it are borrowed: their owner is the "
        "Stream that holds the circuit.");
    m.def("source", [](const std::string& table) { return dbsp::source<circuit>(table); }, nb::arg("table"));
    m.def("map", mapped, nb::arg("a"), nb::arg("label"), nb::arg("columns"));
    m.def("map_python", mapped_by_python, nb::arg("a"), nb::arg("label"), nb::arg("function"),
          nb::arg("schema"), nb::arg("result"));
    m.def("filter", filtered, nb::arg("a"), nb::arg("label"), nb::arg("condition"));
    m.def("filter_python", filtered_by_python, nb::arg("a"), nb::arg("label"), nb::arg("function"),
          nb::arg("schema"));
    m.def("flat_map_python", expanded_by_python, nb::arg("a"), nb::arg("label"), nb::arg("function"),
          nb::arg("schema"), nb::arg("result"));
    bind_joins(m);
    bind_sets(m);
    m.def("fixpoint", recursion, nb::arg("name"), nb::arg("iterations"), nb::arg("body"), nb::arg("inputs"));
}

} // namespace pydbsp
