#include "stage/distinct_states.hpp"

#include <pgt/circuit/by_circuit.hpp>
#include <pgt/lower/change/rebuild.hpp>
#include <pgt/lower/piece/piece.hpp>
#include <pgt/stage/distinct_arguments.hpp>

#include <map>
#include <string>
#include <utility>

namespace pgt::stage {
namespace {

class rewriter {
  public:
    rewriter(const std::vector<cut>& cuts, lower::typing& types) : types_(types) {
        for (const cut& one : cuts) {
            if (one.part == stored_part::distinct_arguments) { reasons_[one.node.identity()] = one.reason; }
        }
    }

    const circuit& operator()(const circuit& c) {
        return done_.once(c, [&] { return rewritten(c); });
    }
    [[nodiscard]] std::vector<cut> take() { return std::move(made_); }

  private:
    circuit rewritten(const circuit& c) {
        const lower::piece here(c);
        auto const over = lower::rebuilt_inputs(here, *this);
        circuit own = over.changed ? here.rewired(over.inputs) : c;
        auto const reason = reasons_.find(c.identity());
        if (reason == reasons_.end()) { return own; }
        auto const made = over_distinct_rows(own, types_);
        if (!made) { return own; }
        for (const circuit& values : made->values) { made_.push_back({values, reason->second}); }
        return made->node;
    }

    lower::typing& types_;
    std::map<const void*, std::string> reasons_;
    std::vector<cut> made_;
    by_circuit<circuit> done_;
};

} // namespace

cut_query with_distinct_states(cut_query query, lower::typing& types) {
    rewriter rewrite(query.cuts, types);
    cut_query result{rewrite(query.root), {}};
    for (const cut& one : query.cuts) {
        if (one.part == stored_part::rows) {
            result.cuts.push_back(one);
            result.cuts.back().node = rewrite(one.node);
        }
    }
    for (cut& one : rewrite.take()) { result.cuts.push_back(std::move(one)); }
    return result;
}

} // namespace pgt::stage
