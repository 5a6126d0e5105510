#include <pgt/stage/split.hpp>

#include <pgt/circuit/by_circuit.hpp>
#include <pgt/lower/change/rebuild.hpp>
#include <pgt/lower/piece/piece.hpp>

#include <dbsp/operator/source.hpp>

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace pgt::stage {
namespace {

class splitter {
  public:
    splitter(const std::vector<circuit>& nodes, std::size_t inputs) : inputs_(inputs) {
        for (const circuit& node : nodes) {
            if (can_be_cut(node)) { cut_.insert(node.identity()); }
        }
    }

    pieces operator()(const circuit& root, const std::vector<circuit>& besides) {
        circuit rest = replaced(root);
        for (const circuit& one : besides) {
            cut_.insert(one.identity());
            std::ignore = replaced(one);
        }
        return {std::move(stored_), std::move(rest), std::move(origins_)};
    }

  private:
    /// The node over the leaves of stored pieces; a leaf where it is stored itself.
    const circuit& replaced(const circuit& c) {
        return replaced_.once(c, [&] {
            circuit own = rebuilt(c);
            origins_.push_back({c, own});
            if (!cut_.contains(c.identity())) { return own; }
            stored_.push_back({c, std::move(own)});
            return circuit(dbsp::source<circuit>(name_of_input(inputs_ + stored_.size() - 1)));
        });
    }
    circuit rebuilt(const circuit& c) {
        const lower::piece here(c);
        auto const over = lower::rebuilt_inputs(here, [&](const circuit& in) { return replaced(in); });
        return over.changed ? here.rewired(over.inputs) : c;
    }

    std::size_t inputs_;
    std::set<const void*> cut_;
    std::vector<cut_part> stored_;
    std::vector<cut_part> origins_;
    by_circuit<circuit> replaced_;
};

class node_list {
  public:
    void add(const circuit& c) {
        if (!seen_.insert(c.identity()).second) { return; }
        lower::piece const here(c);
        for (const circuit& in : here.inputs()) { add(in); }
        all_.push_back(c);
    }
    [[nodiscard]] std::vector<circuit> take() { return std::move(all_); }

  private:
    std::set<const void*> seen_;
    std::vector<circuit> all_;
};

} // namespace

std::string name_of_input(std::size_t index) { return "s" + std::to_string(index); }

bool can_be_cut(const circuit& node) { return !lower::piece(node).inputs().empty(); }

pieces split(const circuit& root, const std::vector<circuit>& nodes, std::size_t inputs,
             const std::vector<circuit>& besides) {
    return splitter(nodes, inputs)(root, besides);
}

std::vector<circuit> nodes_of(const circuit& root) {
    node_list list;
    list.add(root);
    return list.take();
}

} // namespace pgt::stage
