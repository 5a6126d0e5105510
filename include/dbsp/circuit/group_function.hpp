/// `any_group_function`: a group function whose type is known only at run time.
#pragma once

#include <dbsp/aggregate/saved_state.hpp>
#include <dbsp/detail/undo.hpp>
#include <dbsp/wiring/function.hpp>
#include <dbsp/zset/zset.hpp>

#include <functional>
#include <memory>
#include <string>

namespace dbsp {

/// Holds any group function over rows `Row` that gives rows `Row` (see op::grouping for what that is).
template <class Row, class W> class any_group_function {
    using sink = std::function<void(const Row&, const W&)>;
    using group = zset<Row, W>;

    struct state_interface {
        state_interface() = default;
        state_interface(const state_interface&) = delete;
        state_interface& operator=(const state_interface&) = delete;
        virtual ~state_interface() = default;
        virtual void add(const Row& row, const W& w) = 0;
        [[nodiscard]] virtual bool empty() const = 0;
        virtual void emit(const Row& key, const sink& out) const = 0;
        virtual void open() = 0;
        virtual void commit() noexcept = 0;
        virtual void rollback() noexcept = 0;
        virtual void save(byte_writer& out) const = 0;
        virtual void load(byte_reader& in) = 0;
        [[nodiscard]] virtual state_size footprint() const = 0;
    };
    struct interface {
        interface() = default;
        interface(const interface&) = delete;
        interface& operator=(const interface&) = delete;
        virtual ~interface() = default;
        virtual void apply(const Row& key, const group& rows, const sink& out) const = 0;
        [[nodiscard]] virtual std::unique_ptr<state_interface> make_state() const = 0;
        [[nodiscard]] virtual std::string label() const = 0;
        [[nodiscard]] virtual bool lacks_target() const = 0;
        [[nodiscard]] virtual std::string state_form() const = 0;
    };

    template <class Fn> struct model final : interface {
        Fn fn;
        explicit model(Fn f) : fn(std::move(f)) {}

        struct state_model final : state_interface {
            const Fn* fn;
            using inner_state = typename Fn::template state<Row, W>;
            inner_state inner{};
            std::unique_ptr<detail::undo<inner_state>> before; ///< while `open`
            explicit state_model(const Fn* f) : fn(f) {}
            void add(const Row& row, const W& w) override { inner.add(*fn, row, w); }
            [[nodiscard]] bool empty() const override { return inner.empty(); }
            void emit(const Row& key, const sink& out) const override { inner.emit(*fn, key, out); }
            void open() override {
                if (!before) { before = std::make_unique<detail::undo<inner_state>>(); }
                before->open(inner);
            }
            void save(byte_writer& out) const override {
                if constexpr (detail::savable<inner_state>) { detail::save_state(out, inner); }
            }
            void load(byte_reader& in) override {
                if constexpr (detail::savable<inner_state>) { detail::load_state(in, inner, *fn); }
            }
            [[nodiscard]] state_size footprint() const override { return detail::footprint_of(inner); }
            void commit() noexcept override {
                if (before) { before->commit(inner); }
                before.reset();
            }
            void rollback() noexcept override {
                if (before) { before->rollback(inner); }
                before.reset();
            }
        };
        void apply(const Row& key, const group& rows, const sink& out) const override {
            fn.apply(key, rows, out);
        }
        [[nodiscard]] std::unique_ptr<state_interface> make_state() const override {
            return std::make_unique<state_model>(&fn);
        }
        [[nodiscard]] std::string label() const override { return label_of(fn); }
        [[nodiscard]] bool lacks_target() const override { return detail::lacks_target(fn); }
        [[nodiscard]] std::string state_form() const override {
            using inner_state = typename Fn::template state<Row, W>;
            if constexpr (detail::savable<inner_state>) {
                return detail::form_of_state<inner_state>();
            } else {
                throw circuit_error("snapshot: the state of the group function '" + label() +
                                    "' cannot be written; give it form, save and load");
            }
        }
    };

    std::shared_ptr<const interface> target_;

  public:
    template <class, class> using output = Row;

    template <class Fn>
        requires(!std::same_as<std::remove_cvref_t<Fn>, any_group_function>)
    any_group_function(Fn fn) : target_(std::make_shared<const model<Fn>>(std::move(fn))) {}

    any_group_function(const any_group_function&) =
        default; // there is no move: it would leave one without a function
    any_group_function& operator=(const any_group_function&) = default;
    ~any_group_function() = default;

    template <class Out> void apply(const Row& key, const group& rows, Out&& out) const {
        target_->apply(key, rows, [&](const Row& row, const W& w) { out(row, w); });
    }
    template <class T, class V>
        requires std::same_as<T, Row> && std::same_as<V, W>
    class state {
      public:
        void add(const any_group_function& fn, const Row& row, const W& w) {
            if (!inner_) { inner_ = fn.target_->make_state(); }
            inner_->add(row, w);
        }
        [[nodiscard]] bool empty() const { return !inner_ || inner_->empty(); }
        void open() {
            if (inner_) { inner_->open(); }
        }
        void commit() noexcept {
            if (inner_) { inner_->commit(); }
        }
        void rollback() noexcept {
            if (inner_) { inner_->rollback(); }
        }
        /// Those of a circuit whose `state_form` says that they can be.
        void save(byte_writer& out) const {
            detail::write_value(out, inner_ != nullptr);
            if (inner_) { inner_->save(out); }
        }
        void load(const any_group_function& fn, byte_reader& in) {
            if (!detail::read_value<bool>(in)) { return; }
            inner_ = fn.target_->make_state();
            inner_->load(in);
        }
        [[nodiscard]] state_size footprint() const { return inner_ ? inner_->footprint() : state_size(); }

        template <class Out> void emit(const any_group_function&, const Row& key, Out&& out) const {
            if (inner_) {
                inner_->emit(key, [&](const Row& row, const W& w) { out(row, w); });
            }
        }

      private:
        std::unique_ptr<state_interface> inner_;
    };
    [[nodiscard]] std::string label() const { return target_->label(); }
    [[nodiscard]] bool lacks_target() const { return target_->lacks_target(); }
    /// What its states look like in a snapshot; `circuit_error` where they cannot stand in one.
    [[nodiscard]] std::string state_form() const { return target_->state_form(); }
};

} // namespace dbsp
