/// The operators on streams: what each gives for the same four batches.
#include "../show.hpp"

#include <dbsp/eval/evaluator.hpp>
#include <dbsp/operator/delay.hpp>
#include <dbsp/operator/differentiate.hpp>
#include <dbsp/operator/integrate.hpp>

#include <string>

using namespace dbsp;

void run(const char* title, const auto& circuit) {
    evaluator running(circuit);
    auto& s = running.template input<std::string>("s");
    std::cout << title << '\n';
    for (int weight : {1, 2, 0, -3}) {
        s.push("x", weight);
        std::cout << "    " << running.step() << '\n';
    }
}

int main() {
    auto const s = source<std::string>("s");

    run("source", s);
    run("delay", delay(s));
    run("integrate", integrate(s));
    run("differentiate", differentiate(s));
    run("differentiate after integrate", differentiate(integrate(s)));
}
