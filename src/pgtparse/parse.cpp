#include "raw.hpp"
#include "translator.hpp"

#include <pgt/parse/parse.hpp>

namespace pgt::parse {

syntax::select_statement parse(const std::string& sql, const limits& limit) {
    auto const tree = parse_raw(sql);
    return translator(limit).query(single_statement(tree, sql), 0);
}

} // namespace pgt::parse
