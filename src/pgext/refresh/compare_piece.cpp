#include "refresh/compare_piece.hpp"

#include "pg/access/lookup.hpp"
#include "pg/access/relation.hpp"
#include "pg/boundary/error_context.hpp"
#include "pg/query/whole_statement.hpp"
#include "pg/value/clock.hpp"
#include "refresh/row_image.hpp"

#include <pgt/lower/protocol.hpp>

#include <string>
#include <utility>
#include <vector>

namespace pgt::ext {
namespace {

sql::text number(std::int64_t value) { return sql::build("{}::bigint", sql::literal{std::to_string(value)}); }

class pieces {
  public:
    pieces(const prepared_table& prepared, const piece& wanted, const pg::snapshot& under)
        : stage_(prepared.stages().at(wanted.stage)),
          under_(under),
          columns_(pg::relation(stage_.relation, pg::lock_mode::access_share).columns()),
          query_(sql::build("({}) as __pgt_stored ({})", prepared.contents(wanted.stage), stage_.columns)),
          stored_(sql::build("{} as __pgt_stored", stage_.target)),
          wanted_(wanted),
          to_(end_of_piece()) {}

    compared_piece compare(std::size_t most_rows) const {
        compared_piece done;
        done.to = to_;
        done.relation_id = stage_.relation;
        done.relation = pg::printed_name(stage_.relation);
        std::vector<std::string> differing = count(done);
        if (!differing.empty()) {
            add_rows(done, query_, differing, true, most_rows);
            add_rows(done, stored_, differing, false, most_rows);
        }
        return done;
    }

  private:
    /// The row id of the last row of the piece; nothing where the relation ends before.
    [[nodiscard]] std::optional<std::int64_t> end_of_piece() const {
        const pg::spi session;
        return read(session,
                    sql::build("select __pgt_stored.{} from {} where {} order by 1 offset {} limit 1",
                               sql::ident{lower::row_id_column}, stored_, from(), wanted_.rows - 1))
            .value<std::int64_t>();
    }

    [[nodiscard]] sql::text from() const {
        if (!wanted_.after) { return sql::build("true"); }
        return sql::build("__pgt_stored.{} > {}", sql::ident{lower::row_id_column}, number(*wanted_.after));
    }
    [[nodiscard]] sql::text range() const {
        if (!to_) { return from(); }
        return sql::build("{} and __pgt_stored.{} <= {}", from(), sql::ident{lower::row_id_column},
                          number(*to_));
    }

    template <class... Parameter>
    pg::result read(const pg::spi& session, const sql::text& text, const Parameter&... parameters) const {
        const pg::statement statement = pg::whole_statement(session, text, pg::types<Parameter...>());
        return statement.run(session, {.under = &under_, .read_only = true}, parameters...);
    }

    /// Counts the rows, and gives the images of some that differ.
    std::vector<std::string> count(compared_piece& done) const {
        const sql::text image = image_of_row(columns_);
        const pg::spi session;
        const pg::result rows = read(
            session,
            sql::build("select coalesce(sum(n) filter (where n > 0), 0)::bigint,"
                       " coalesce(-sum(n) filter (where n < 0), 0)::bigint, coalesce(sum(stored), 0)::bigint,"
                       " (array_agg(image order by image) filter (where n <> 0))[:{}] from"
                       " (select image, sum(sign) as n, count(*) filter (where sign < 0) as stored from"
                       " (select {} as image, 1 as sign from {} where {}"
                       " union all select {}, -1 from {} where {}) as __pgt_both group by image)"
                       " as __pgt_compared",
                       most_images, image, query_, range(), image, stored_, range()));
        auto [missing, surplus, stored, images] =
            rows.first<std::int64_t, std::int64_t, std::int64_t, std::optional<std::vector<std::string>>>()
                .value();
        done.missing = missing;
        done.surplus = surplus;
        done.rows = stored;
        return std::move(images).value_or(std::vector<std::string>());
    }

    void add_rows(compared_piece& to, const sql::text& of, const std::vector<std::string>& images,
                  bool is_missing, std::size_t most_rows) const {
        const auto room = static_cast<std::int64_t>(most_rows - to.found.rows.size());
        const std::int64_t all = is_missing ? to.missing : to.surplus;
        if (room == 0 || all == 0) { return; }
        const pg::spi session;
        const pg::result rows =
            read(session,
                 sql::build("select to_jsonb(__pgt_shown)::text from {} cross join lateral (select {})"
                            " as __pgt_shown where {} and {} = any ($1) order by 1 limit {}",
                            of, shown_columns(columns_), range(), image_of_row(columns_), room),
                 images);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            to.found.rows.push_back(
                {.relation = to.relation, .is_missing = is_missing, .contents = rows.text(i, 0)});
        }
    }

    static constexpr std::int64_t most_images = 100;

    const prepared_stage& stage_;
    const pg::snapshot& under_;
    std::vector<pg::column> columns_;
    sql::text query_;
    sql::text stored_;
    const piece& wanted_;
    std::optional<std::int64_t> to_;
};

} // namespace

compared_piece compare_piece(const prepared_table& prepared, const piece& wanted, const pg::snapshot& under,
                             std::size_t most_rows) {
    const pg::error_context context("comparison with its query");
    const rounded_images rounding;
    pg::stopwatch clock;
    compared_piece done = pieces(prepared, wanted, under).compare(most_rows);
    done.stages = prepared.stages().size();
    done.found.ms = clock.lap();
    const bool is_table = wanted.stage + 1 == done.stages;
    (is_table ? done.found.missing : done.found.of_states) = done.missing;
    (is_table ? done.found.surplus : done.found.of_states) += done.surplus;
    return done;
}

} // namespace pgt::ext
