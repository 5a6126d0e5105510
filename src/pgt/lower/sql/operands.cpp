#include <pgt/lower/sql/operands.hpp>

#include <pgt/lower/piece/leaf.hpp>

namespace pgt::lower {

operands::operands(relational& r, const piece& p)
    : r_(r), sides_{lowered(r, p.input(0)), lowered(r, p.input(1))} {}

operands::side operands::lowered(relational& r, const circuit& in) {
    auto const before = r.count();
    auto rows = r.lower(in);
    return {in, std::move(rows), r.count() - before};
}

block operands::expanded(const circuit& meaning, naming wanted) const {
    constexpr std::size_t many =
        64; // a join of some tables before a change has fewer: its indexes find the rows of other changes
    for (const auto& [in, rows, operators] : sides_) {
        bool const gets_name = wanted == naming::of_all || operators > many;
        if (gets_name && !leaf_of(in) && r_.may_have_name(in)) { r_.name(in, rows); }
    }
    return r_.composed(meaning);
}

} // namespace pgt::lower
