#include "projections/actor_index.hpp"

#include "storage/log.hpp"

namespace imaginons::projections {

void ActorIndex::fold(const storage::Log& log, std::uint64_t until) {
    log.read(position(), until, [&](std::uint64_t, events::Bytes event, events::Bytes) {
        add(events::actor_of(event));
    });
}

void ActorIndex::add(const events::Actor& actor) {
    const auto seq = static_cast<std::uint32_t>(before_.size());
    if (actor.kind == events::Actor::Kind::nobody) {
        before_.push_back(none);
        return;
    }
    const std::uint32_t number = actors_.intern(events::id_as<events::Token>(actor.id));
    if (number == newest_.size()) {
        newest_.push_back(none);
        // A token is of one scope.
        if (actor.kind == events::Actor::Kind::token)
            scopes_.intern(events::id_as<events::Token>(actor.scope));
    }
    before_.push_back(newest_[number]);
    newest_[number] = seq;
}

void ActorIndex::append_acts_of(const events::Id& actor, std::vector<std::uint64_t>& out) const {
    const std::uint32_t number = actors_.find(events::id_as<events::Token>(actor));
    if (number == events::TokenTable::none) return;
    for (std::uint32_t seq = newest_[number]; seq != none; seq = before_[seq]) out.push_back(seq);
}

events::Id ActorIndex::scope(std::size_t number) const {
    return events::id_as<events::Id>(scopes_.at(static_cast<std::uint32_t>(number)));
}

}  // namespace imaginons::projections
