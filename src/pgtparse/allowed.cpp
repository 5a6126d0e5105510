/// Constructs that no stream table may be defined by. Reads the tree of libpg_query itself, so it also sees constructs that pgt's own syntax tree cannot represent.
#include "nesting.hpp"
#include "raw.hpp"

#include <pgt/error.hpp>
#include <pgt/parse/parse.hpp>
#include <pgt/syntax/refusal.hpp>

#include <algorithm>

namespace pgt::parse {

namespace {

[[noreturn]] void refuse(const std::string& message, std::string hint, int at) {
    throw user_error(sqlstate::feature_not_supported, message).hint(std::move(hint)).at(syntax::position(at));
}

/// The constant inside casts, if it is one.
std::optional<node> constant_of(const node& n) {
    if (n.kind == "TypeCast") { return constant_of(fields(n.kind, n.content, -1).child("arg").value()); }
    return n.kind == "A_Const" ? std::optional(n) : std::nullopt;
}
bool is_null(const node& n) {
    auto const c = constant_of(n);
    return c && fields(c->kind, c->content, -1).flag("isnull");
}
bool is_zero(const node& n) {
    auto const c = constant_of(n);
    if (!c) { return false; }
    auto number = fields(c->kind, c->content, -1).part("ival", "Integer");
    return number && number->number("ival") == 0;
}

/// The LIMIT or OFFSET of a query, unless it limits nothing (LIMIT ALL, OFFSET 0).
std::optional<node> limiting(fields& query) {
    if (auto count = query.child("limitCount"); count && !is_null(*count)) { return count; }
    auto offset = query.child("limitOffset");
    return offset && !is_null(*offset) && !is_zero(*offset) ? offset : std::nullopt;
}

int position_of(const node& n) { return fields(n.kind, n.content, -1).at(); }

class checker {
  public:
    explicit checker(const limits& limit) : limit_(limit) {}

    std::vector<warning> check(const node& statement) {
        if (statement.kind != "SelectStmt") {
            refuse("a defining query must be a SELECT",
                   "Write a SELECT that returns the rows of the stream table.", 0);
        }
        fields top(statement.kind, statement.content, 0);
        check_top_level(top);
        std::vector<place> open{{statement.kind, statement.content, 0, 0}};
        while (!open.empty()) {
            auto const next = std::move(open.back());
            open.pop_back();
            visit(next, open);
        }
        return std::move(warnings_);
    }

  private:
    /// An object or array of the tree: its name, which is the kind of a node, or the field of a node of a fixed kind; the position of the enclosing node; the number of enclosing queries.
    struct place {
        std::string name;
        json::value content;
        int at;
        int depth;
    };

    static void check_top_level(fields& f) {
        auto const limit = limiting(f);
        if (!limit) { return; }
        if (!f.has("sortClause")) {
            refuse("LIMIT, OFFSET or FETCH FIRST without ORDER BY",
                   "Add an ORDER BY, so that it is clear which rows are meant, or limit where you read the "
                   "stream table.",
                   position_of(*limit));
        }
        for (const auto& n : {f.child("limitCount"), f.child("limitOffset")}) {
            if (n && !constant_of(*n)) {
                refuse("LIMIT or OFFSET that is no constant", "Write the number.", position_of(*n));
            }
        }
    }

    /// Checks one object or array and adds those inside it to `open`, so that they are visited in the order of the tree.
    void visit(const place& here, std::vector<place>& open) {
        bool const is_query = here.name == "SelectStmt";
        int const depth = here.depth + (is_query ? 1 : 0);
        fields f(here.name, here.content, here.at);
        if (is_query || here.name == "larg" || here.name == "rarg") { query(f, depth); }
        if (here.name == "RangeTableSample") {
            refuse("TABLESAMPLE in a defining query",
                   "Filter with random() < fraction where you read the stream table.", f.at());
        }
        if (here.name == "ParamRef") {
            refuse("a parameter in a defining query", "Write the value.", f.at());
        }
        if (here.name == "CommonTableExpr" && f.child("ctequery")->kind != "SelectStmt") {
            refuse("INSERT, UPDATE, DELETE or MERGE in the WITH clause of a defining query",
                   "Write a SELECT instead.", f.at());
        }
        auto const children = here.content.children();
        for (auto child = children.rbegin(); child != children.rend(); ++child) {
            if (child->kind() == json::kind::array || child->kind() == json::kind::object) {
                open.push_back({child->name(), *child, f.at(), depth});
            }
        }
    }
    /// A SELECT, or a side of a set operation.
    void query(fields& f, int depth) {
        if (depth > limit_.query_depth) { throw too_deep(query_nesting(limit_.query_depth), f.at()); }
        if (f.has("lockingClause")) {
            refuse("FOR UPDATE or FOR SHARE in a defining query", "Drop the clause.", f.at());
        }
        if (f.has("intoClause")) { refuse("SELECT INTO in a defining query", "Drop INTO.", f.at()); }
        if (auto const limit = limiting(f); depth > 1 && limit && !f.has("sortClause")) {
            warnings_.push_back({"a subquery has LIMIT or OFFSET without ORDER BY",
                                 "Add an ORDER BY: without one, each refresh may return other rows.",
                                 position_of(*limit)});
        }
    }

    limits limit_;
    std::vector<warning> warnings_;
};

} // namespace

std::vector<warning> check_allowed(const std::string& sql, const limits& limit) {
    auto const tree = parse_raw(sql);
    return checker(limit).check(single_statement(tree, sql));
}

} // namespace pgt::parse
