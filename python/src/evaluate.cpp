#include "evaluate.hpp"

#include <dbsp/eval/evaluator.hpp>

namespace pydbsp {

zset evaluate(const circuit& of, const tables& from) {
    dbsp::evaluator<circuit> running(of);
    for (const auto& [name, rows] : from) { running.input<row>(name).push(rows); }
    return running.step();
}

} // namespace pydbsp
