#include "property/support/dynamic_machine.hpp"

#include <dbsp/eval/evaluator.hpp>
#include <dbsp/pass/incrementalize.hpp>
#include <dbsp/pass/recompute.hpp>

namespace dbsp::test {

dynamic_run evaluate(const dynamic& circuit) {
    return run("evaluator, run-time circuit", std::make_shared<evaluator<dynamic>>(circuit));
}
dynamic_run evaluate_recomputed(const dynamic& circuit) {
    return run("recomputed, run-time circuit", std::make_shared<evaluator<dynamic>>(recompute(circuit)));
}
dynamic_run evaluate_incremental(const dynamic& circuit) {
    return run("incrementalized, run-time circuit",
               std::make_shared<evaluator<dynamic>>(incrementalize(circuit)));
}

} // namespace dbsp::test
