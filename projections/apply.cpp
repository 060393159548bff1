// One event to the projections that consume it. Every kind is consumed or named as ignored: the
// compiler checks.
#include "projections/apply.hpp"

#include <tuple>
#include <type_traits>

#include "projections/consume.hpp"

namespace imaginons::projections {

namespace {

// In this order: the feed names rows that the others have made.
using All = std::tuple<Charter, People, Roles, Projects, Meetings, Proposals, Writings, Answers,
                       Arguments, Questions, Conclusions, Stances, LogHistory, Territory, Feed>;
// Kinds that no read model shows. None so far.
using Ignored = std::tuple<>;

template <class Projection, class Event>
concept Consumes = requires(Views& views, const Meta& meta, const Event& event) {
    Projection::apply(views, meta, event);
};

template <class Event, class... Some>
constexpr bool is_one_of(std::tuple<Some...>*) {
    return (std::is_same_v<Event, Some> || ...);
}

template <class Projection, class Event>
void offer(Views& views, const Meta& meta, const Event& event) {
    if constexpr (Consumes<Projection, Event>) Projection::apply(views, meta, event);
}

template <class Event, class... Projections>
void to_each(Views& views, const Meta& meta, const Event& event, std::tuple<Projections...>*) {
    static_assert(
        (Consumes<Projections, Event> || ...) != is_one_of<Event>(static_cast<Ignored*>(nullptr)),
        "every kind of event is consumed by a projection, or ignored by name");
    (offer<Projections>(views, meta, event), ...);
}

}  // namespace

void apply(Views& views, const Applied& event) {
    Meta meta = events::read_meta(event.seq, event.bytes);
    meta.sealed = event.sealed;
    events::visit(meta, event.bytes, [&](const Meta& of, const auto& payload) {
        to_each(views, of, payload, static_cast<All*>(nullptr));
    });
    views.position = event.seq + 1;
}

}  // namespace imaginons::projections
