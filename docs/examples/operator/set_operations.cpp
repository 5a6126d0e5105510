/// Operators on two bags of equal rows, and on one bag: what each makes of the same inputs.
#include "../show.hpp"

#include <dbsp/engine/engine.hpp>
#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/except_all.hpp>
#include <dbsp/operator/except_distinct.hpp>
#include <dbsp/operator/intersect_all.hpp>
#include <dbsp/operator/intersect_distinct.hpp>
#include <dbsp/operator/minus.hpp>
#include <dbsp/operator/negate.hpp>
#include <dbsp/operator/plus.hpp>
#include <dbsp/operator/positive.hpp>
#include <dbsp/operator/support.hpp>
#include <dbsp/operator/union_distinct.hpp>

#include <string>

using namespace dbsp;

void run(const char* title, const auto& circuit) {
    engine running(circuit);
    running.template input<std::string>("a").push({{"apple", 3}, {"fig", 1}});
    running.template input<std::string>("b").push({{"apple", 1}, {"pear", 2}});
    show(title, running.step());
}

int main() {
    auto const a = source<std::string>("a"); // apple three times, fig once
    auto const b = source<std::string>("b"); // apple once, pear twice

    run("plus", a + b);
    run("minus", a - b);
    run("negate", a + -b);

    run("union_distinct", union_distinct(a, b));
    run("intersect_all", intersect_all(a, b));
    run("intersect_distinct", intersect_distinct(a, b));
    run("except_all", except_all(a, b));
    run("except_distinct", except_distinct(a, b));

    run("distinct", (a - b) | distinct());
    run("positive", (a - b) | positive());
    run("support", support(a - b));
}
