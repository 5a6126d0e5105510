/// `pgt`: pg_trickle's front end and lowering without a server.
#include "arguments.hpp"
#include "explain.hpp"

#include <pgt/bind/declared_catalog.hpp>

#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

std::string contents(const std::string& path) {
    if (path == "-") { return {std::istreambuf_iterator(std::cin), {}}; }
    std::ifstream file(path, std::ios::binary);
    if (!file) { throw std::invalid_argument("cannot read " + path); }
    return {std::istreambuf_iterator(file), {}};
}

/// Whether `attempt` goes well; else its error, which is about this text, is shown.
template <class Attempt> bool succeeds(const std::string& text, const Attempt& attempt) {
    try {
        attempt();
        return true;
    } catch (const pgt::user_error& e) {
        std::cerr << pgt::tool::shown(e, text);
        return false;
    }
}

/// 0; 1 for a query that is refused; 2 for a wrong call.
int run(const std::vector<std::string>& given) {
    auto const args = pgt::tool::parse_arguments(given);
    if (args.help) {
        std::cout << pgt::tool::usage;
        return 0;
    }
    auto const schema = contents(args.schema);
    auto const query = contents(args.query);
    std::optional<pgt::bind::declared_catalog> tables;
    if (!succeeds(schema, [&] { tables.emplace(schema); })) { return 1; }
    auto const explain = [&] { std::cout << pgt::tool::explain(*tables, query, args.mermaid); };
    return succeeds(query, explain) ? 0 : 1;
}

} // namespace

int main(int count, char** words) {
    try {
        return run({words + 1, words + count});
    } catch (const std::exception& e) {
        std::cerr << "pgt: " << e.what() << "\n\n" << pgt::tool::usage;
        return 2;
    }
}
