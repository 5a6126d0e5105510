#include "definition/forced_cuts.hpp"

#ifdef PGT_CRASH_POINTS

#include "pg/boundary/test_parameter.hpp"

#include <pgt/lower/facts/typing.hpp>
#include <pgt/stage/required_cuts.hpp>
#include <pgt/stage/split.hpp>

#include <cstddef>
#include <random>
#include <sstream>
#include <string>

namespace pgt::ext {

std::optional<std::vector<stage::cut>> forced_cuts(const bind::query& query, const bind::catalog& types) {
    const std::string wanted = pg::test_parameter("pgt_test.cuts");
    if (wanted.empty()) { return std::nullopt; }
    std::istringstream text(wanted);
    std::size_t count = 0;
    char colon = 0;
    std::minstd_rand::result_type seed = 0;
    text >> count >> colon >> seed;
    std::minstd_rand random(seed);
    std::vector<circuit> nodes = stage::nodes_of(query.root);
    lower::typing typing(query, types);
    std::erase_if(nodes, [&](const circuit& node) {
        return !stage::can_be_cut(node) || !stage::can_be_stored(node, typing);
    });
    std::vector<stage::cut> cuts;
    for (std::size_t i = 0; i < count && !nodes.empty(); ++i) {
        cuts.push_back({nodes[random() % nodes.size()], "a test asks for it"});
    }
    return cuts;
}

} // namespace pgt::ext

#else

namespace pgt::ext {

std::optional<std::vector<stage::cut>> forced_cuts(const bind::query& /*query*/,
                                                   const bind::catalog& /*types*/) {
    return std::nullopt;
}

} // namespace pgt::ext

#endif
