/// One query three times: on states, on changes, and on changes the slow way.
#include "../show.hpp"

#include <dbsp/engine/engine.hpp>
#include <dbsp/eval/evaluator.hpp>
#include <dbsp/pass/incrementalize.hpp>
#include <dbsp/pass/recompute.hpp>

using namespace dbsp;

int main() {
    auto const query = source<int>("n") | distinct();

    evaluator states(query);
    states.input<int>("n").push({{7, 2}});
    show("evaluator: a state", states.step());
    states.input<int>("n").push({{7, 2}});
    show("evaluator: the same state", states.step());

    auto const both_steps = [](const char* title, auto running) {
        auto& n = running.template input<int>("n");
        n.push({{7, 2}});
        running.step();
        n.push({{7, -2}, {8, 1}});
        show(title, running.step());
    };
    both_steps("incrementalize", evaluator(incrementalize(query)));
    both_steps("recompute", evaluator(recompute(query)));
    both_steps("engine", engine(query));
}
