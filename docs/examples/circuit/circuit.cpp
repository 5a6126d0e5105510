/// A circuit that is put together at run time, of rows that are all of one type.
#include "../show.hpp"

#include <dbsp/aggregate/count.hpp>
#include <dbsp/circuit/circuit.hpp>
#include <dbsp/eval/evaluator.hpp>

#include <string>

using namespace dbsp;

using cells = std::vector<std::string>;
using table = circuit<functions<cells>>;
using mapping = labelled_function<cells(const cells&)>;

static mapping cell(std::size_t index) {
    return mapping("cell " + std::to_string(index), [=](const cells& row) { return cells{row.at(index)}; });
}

int main() {
    table query = source<table>("visits");
    for (const char* unwanted : {"robot", "test"}) {
        query = filter(query, [=](const cells& row) { return row.at(1) != unwanted; });
    }
    auto const row = [](const cells& key, std::int64_t n) { return cells{key.at(0), std::to_string(n)}; };
    query = group_by(query, cell(0)) | aggregate_as(row, count());

    query.visit([](const auto& node) { std::cout << "the last operator is " << node.op.name << '\n'; });

    evaluator running(query);
    auto& visits = running.input<cells>("visits");
    visits.insert({"home", "ada"});
    visits.insert({"home", "robot"});
    visits.insert({"shop", "bob"});
    show("visits", running.step());
}
