/// What is measured: the engine, upkeep by hand, and recomputation, each behind `step(batch)`.
#pragma once

#include "queries.hpp"

#include <optional>

namespace bench {

template <class Row> changes<Row> as_changes(const std::vector<Row>& rows) {
    changes<Row> batch;
    for (const auto& row : rows) { batch.emplace_back(row, 1); }
    return batch;
}

/// The engine, with its answer as one consolidated Z-set.
template <class Query> struct engine_subject {
    using circuit = decltype(Query::circuit());
    dbsp::engine<circuit> engine{Query::circuit()};
    dbsp::input<typename Query::row>* rows = &engine.template input<typename Query::row>("rows");

    explicit engine_subject(const Query& query) {
        query.load_rest(engine);
        step(as_changes(query.state));
    }
    std::size_t step(const changes<typename Query::row>& batch) {
        for (const auto& [row, w] : batch) { rows->push(row, w); }
        return engine.step().size();
    }
};

/// The engine, with its answer piece by piece, as upkeep by hand gives it.
template <class Query> struct piecewise_subject : engine_subject<Query> {
    using output_row = typename engine_subject<Query>::circuit::value_type;
    std::vector<std::pair<output_row, std::int64_t>> out;

    using engine_subject<Query>::engine_subject;
    std::size_t step(const changes<typename Query::row>& batch) {
        for (const auto& [row, w] : batch) { this->rows->push(row, w); }
        out.clear();
        this->engine.step([this](auto&& row, dbsp::default_weight w) {
            out.emplace_back(std::forward<decltype(row)>(row), w.value());
        });
        return out.size();
    }
};

template <class Query> struct hand_subject {
    typename Query::by_hand state;

    explicit hand_subject(const Query& query) : state(query) { step(as_changes(query.state)); }
    std::size_t step(const changes<typename Query::row>& batch) {
        state.step(batch);
        return state.out.size();
    }
};

/// The whole query on the whole state, by the reference evaluator.  The change is not looked at: it would cost the same.
template <class Query> struct recompute_subject {
    const Query* query;
    dbsp::evaluator<decltype(Query::circuit())> evaluator{Query::circuit()};

    explicit recompute_subject(const Query& q) : query(&q) {}
    std::size_t step(const changes<typename Query::row>&) {
        query->load_rest(evaluator);
        auto& rows = evaluator.template input<typename Query::row>("rows");
        for (const auto& row : query->state) { rows.insert(row); }
        return evaluator.step().size();
    }
};

/// Batches that can be applied for ever: each of `count` batches, then the inverse of each.  No row is deleted twice.
template <class Query>
std::vector<changes<typename Query::row>> make_batches(Query& query, std::size_t size) {
    auto deletable = query.state;
    std::ranges::shuffle(deletable, query.random);
    std::size_t const count = std::clamp<std::size_t>(deletable.size() / size, 1, 2000);
    std::vector<changes<typename Query::row>> batches;
    std::size_t next = 0;
    for (std::size_t i = 0; i < count; ++i) {
        auto& batch = batches.emplace_back();
        for (std::size_t j = 0; j < size; ++j) {
            if ((i + j) % 2 == 0 && next < deletable.size()) {
                batch.emplace_back(deletable[next++], -1);
            } else {
                batch.emplace_back(query.fresh(), 1);
            }
        }
    }
    for (std::size_t i = 0; i < count; ++i) {
        auto undo = batches[i];
        for (auto& [row, w] : undo) { w = -w; }
        batches.push_back(std::move(undo));
    }
    return batches;
}

} // namespace bench
