#include "arguments.hpp"

#include <stdexcept>

namespace pgt::tool {

arguments parse_arguments(const std::vector<std::string>& given) {
    arguments result;
    bool explains = false;
    for (std::size_t i = 0; i < given.size(); ++i) {
        const auto& word = given[i];
        if (word == "--help" || word == "-h") {
            result.help = true;
            return result;
        }
        if (!explains) {
            if (word != "explain") { throw std::invalid_argument("unknown command " + word); }
            explains = true;
        } else if (word == "--mermaid") {
            result.mermaid = true;
        } else if (word == "--schema") {
            if (++i == given.size()) { throw std::invalid_argument("--schema needs a file"); }
            result.schema = given[i];
        } else if (word.starts_with("--")) {
            throw std::invalid_argument("unknown option " + word);
        } else if (result.query.empty()) {
            result.query = word;
        } else {
            throw std::invalid_argument("one query at a time: " + word);
        }
    }
    if (result.query.empty()) { throw std::invalid_argument("no query given"); }
    if (result.schema.empty()) { throw std::invalid_argument("no schema given"); }
    return result;
}

} // namespace pgt::tool
