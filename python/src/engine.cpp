/// The engine as Python sees it, and what the reference evaluator computes.
#include "arrow.hpp"
#include "functions.hpp"
#include "machine.hpp"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

namespace pydbsp {

namespace {

/// `release`: no function of the circuit is Python's, so other threads may run meanwhile.
void run_step(machine& self, bool release) {
    machine::use const running(self);
    if (!release) { return running.step(); }
    nb::gil_scoped_release const others;
    running.step();
}

using given_output = std::tuple<std::string, circuit, std::vector<std::string>>;
void make_machine(machine* self, const std::vector<given_output>& views, bool tracked) {
    outputs made;
    for (const auto& [name, of, reads] : views) { made.push_back({name, of, reads}); }
    new (self) machine(made, tracked);
}

std::optional<std::pair<std::string, std::string>> failure_of(const machine& self) {
    auto const& known = self.failure();
    if (!known) { return std::nullopt; }
    return std::pair(known->op, known->at);
}

nb::list differences_of(const machine& self, const std::vector<std::pair<std::string, const schema*>>& of) {
    auto const found = self.differences();
    nb::list shown;
    for (const auto& [name, type] : of) {
        for (const auto& [view, difference] : found) {
            if (view == name) { shown.append(nb::make_tuple(name, type->to_pairs(difference))); }
        }
    }
    return shown;
}

using given_table = std::tuple<std::string, const schema*, nb::object>;
nb::list evaluated(const circuit& of, const schema& result, const std::vector<given_table>& from) {
    tables read;
    for (const auto& [name, type, pairs] : from) {
        auto& table = read[name];
        for (const auto& [one, w] : type->to_changes(pairs)) { table.add(one, w); }
    }
    return result.to_pairs(evaluate(of, read));
}

} // namespace

void bind_engine(nb::module_& m) {
    nb::class_<machine>(m, "Machine",
                        "The views of an engine. Its owner keeps the functions of the circuits.")
        .def("__init__", make_machine, nb::arg("outputs"), nb::arg("tracked"))
        .def("add_table", &machine::add_table, nb::arg("table"), nb::arg("key").none())
        .def(
            "push",
            [](machine& self, const std::string& table, const schema& of, nb::handle pairs) {
                self.push(table, of.to_changes(pairs));
            },
            nb::arg("table"), nb::arg("schema"), nb::arg("pairs"))
        .def(
            "insert",
            [](machine& self, const std::string& table, const schema& of, nb::handle rows) {
                self.insert(table, to_rows(of, rows));
            },
            nb::arg("table"), nb::arg("schema"), nb::arg("rows"))
        .def(
            "upsert",
            [](machine& self, const std::string& table, const schema& of, nb::handle rows) {
                self.upsert(table, to_rows(of, rows));
            },
            nb::arg("table"), nb::arg("schema"), nb::arg("rows"))
        .def(
            "delete_keys",
            [](machine& self, const std::string& table, const schema& keys, nb::handle given) {
                self.erase_keys(table, to_rows(keys, given));
            },
            nb::arg("table"), nb::arg("key_schema"), nb::arg("keys"))
        .def(
            "push_arrow",
            [](machine& self, const std::string& table, const schema& of, nb::handle from,
               const std::optional<std::string>& weights, bool negated) {
                auto rows = rows_of_arrow(of, from, weights);
                if (negated) {
                    for (auto& [one, w] : rows) { w = -w; }
                }
                self.push(table, std::move(rows));
            },
            nb::arg("table"), nb::arg("schema"), nb::arg("arrow"), nb::arg("weights").none(),
            nb::arg("negated"))
        .def(
            "withdraw",
            [](machine& self, const std::string& table, const schema& of) {
                return of.to_pairs(self.withdraw(table));
            },
            nb::arg("table"), nb::arg("schema"))
        .def("step", run_step, nb::arg("release"))
        .def("failure", failure_of)
        .def(
            "change",
            [](const machine& self, const std::string& view, const schema& of) {
                self.require_idle();
                return of.to_pairs(self.change(view));
            },
            nb::arg("view"), nb::arg("schema"))
        .def(
            "state",
            [](const machine& self, const std::string& view, const schema& of) {
                self.require_idle();
                return of.to_pairs(self.state(view));
            },
            nb::arg("view"), nb::arg("schema"))
        .def(
            "weight",
            [](const machine& self, const std::string& view, const schema& of, nb::handle one) {
                self.require_idle();
                return self.state(view)[of.to_row(one)].value();
            },
            nb::arg("view"), nb::arg("schema"), nb::arg("row"))
        .def(
            "size",
            [](const machine& self, const std::string& view) {
                self.require_idle();
                return self.state(view).size();
            },
            nb::arg("view"))
        .def("differences", differences_of, nb::arg("schemas"));
    m.def("evaluate", evaluated, nb::arg("circuit"), nb::arg("schema"), nb::arg("tables"));
}

} // namespace pydbsp
