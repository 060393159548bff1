#include "tests/survival/life.hpp"

namespace imaginons::survival {

namespace {

using commands::Actor;
using commands::AnyCommand;
using commands::Command;
using events::Stance;

constexpr std::uint64_t steps_of_a_person = 12;

Command asked(std::uint64_t step, std::uint64_t index, const Actor& actor, AnyCommand body) {
    Command command;
    command.body = std::move(body);
    command.actor = actor;
    command.request = {step + 1, index};
    command.request_hash = events::RequestHash(step, index);
    return command;
}

events::ProjectId project() {
    return {1, 0x2222};
}
events::ProposalId in_project(std::uint64_t person) {
    return {person, 0x3333};
}
events::ProposalId on_its_own(std::uint64_t person) {
    return {person, 0x4444};
}

commands::OpenProject open_project() {
    commands::OpenProject open;
    open.project = project();
    open.title = "Le parc";
    open.body = "Un parc pour tous";
    open.phases = {{events::Phase(100, 200, events::PhaseKind::propose), "Idées"}};
    return open;
}

commands::SubmitProposal submit(events::ProposalId proposal, events::ProjectId in,
                                std::size_t body_bytes) {
    commands::SubmitProposal submit;
    submit.proposal = proposal;
    submit.project = in;
    submit.title = "Un banc";
    submit.body = std::string(body_bytes, 'b');
    return submit;
}

commands::TakeStance think(Stance stance, events::ProposalId about, events::Id scope,
                           std::uint64_t token) {
    commands::TakeStance think;
    think.object = events::id_as<events::Id>(about);
    think.scope = scope;
    think.token = {token, 0x7777};
    think.stance = stance;
    return think;
}

std::vector<Command> first_words(std::uint64_t step, std::uint64_t who, const Actor& actor) {
    // Long enough for pages of its own beside the tree's, and short.
    return {asked(step, 0, actor, submit(in_project(who), project(), 20)),
            asked(step, 1, actor, submit(on_its_own(who), {}, 9'000))};
}

std::vector<Command> more_words(std::uint64_t step, std::uint64_t who, const Actor& actor) {
    commands::AddArgument argue;
    argue.argument = {who, 0x5555};
    argue.proposal = in_project(who);
    argue.side = events::Side::for_;
    argue.body = "On peut s'y reposer";
    const events::Id scope = events::id_as<events::Id>(project());
    std::vector<Command> commands{
        asked(step, 0, actor, std::move(argue)),
        asked(step, 1, actor,
              commands::EditProposal{in_project(who), "Deux bancs", "Devant la gare", 0})};
    for (std::uint64_t token = 0; token < 3; ++token) {
        commands.push_back(
            asked(step, 2 + token, actor, think(Stance::for_, in_project(who), scope, token)));
    }
    return commands;
}

}  // namespace

events::PersonId person(std::uint64_t number) {
    return {number + 1, 0x1111};
}

std::string address_of(std::uint64_t person) {
    return "personne-" + std::to_string(person) + "@example.org";
}

std::string session_token_of(std::uint64_t person) {
    return "session-" + std::to_string(person);
}

std::string letter_name_of(std::uint64_t person) {
    return std::to_string(person) + ".eml";
}

std::string letter_to(std::uint64_t person) {
    std::string letter = "To: " + address_of(person) + "\r\n\r\n";
    for (int line = 0; line < 30; ++line) letter += "Voici votre lien de connexion.\r\n";
    return letter;
}

Command newcomer(std::uint64_t number) {
    const Actor actor{Actor::Kind::person, person(1'000'000 + number)};
    return asked(1'000'000 + number, 0, actor,
                 commands::JoinPerson{"Nouveau " + std::to_string(number), 1, true});
}

Step step(std::uint64_t number) {
    const std::uint64_t who = number / steps_of_a_person;
    const Actor actor{Actor::Kind::person, person(who)};
    const Actor city{Actor::Kind::city, {}};
    Step step{.act = Act::ask, .person = who, .commands = {}};
    switch (number % steps_of_a_person) {
        case 0:
            if (number == 0) step.commands.push_back(asked(number, 0, city, open_project()));
            step.commands.push_back(
                asked(number, 1, actor,
                      commands::JoinPerson{"Personne " + std::to_string(who), 1, true}));
            return step;
        case 1: step.act = Act::keep_address; return step;
        case 2: step.commands = first_words(number, who, actor); return step;
        case 3: step.act = Act::sign_in; return step;
        case 4: step.commands = more_words(number, who, actor); return step;
        case 5: step.act = Act::sign; return step;
        case 6: step.act = Act::send_letter; return step;
        case 7:
            step.commands.push_back(asked(number, 0, actor,
                                          think(Stance::against, on_its_own(who),
                                                events::id_as<events::Id>(on_its_own(who)), 1)));
            return step;
        case 8: step.act = Act::sign_out; return step;
        case 9:
            step.commands.push_back(asked(number, 0, actor,
                                          think(Stance::neutral, on_its_own(who),
                                                events::id_as<events::Id>(on_its_own(who)), 1)));
            return step;
        case 10:
            if (who % 2 == 1) {
                step.act = Act::sign;
                return step;
            }
            step.act = Act::erase;
            step.commands.push_back(
                asked(number, 0, actor,
                      commands::ErasePerson{
                          {},
                          who % 4 == 0 ? events::ErasedWords::kept : events::ErasedWords::removed,
                          false}));
            return step;
        default: step.act = Act::sign; return step;
    }
}

storage::StoreOptions small_store() {
    return {.origin = "survival.example/log/1",
            .log_map_bytes = std::size_t{1} << 17,
            .vault_map_bytes = std::size_t{1} << 16};
}

}  // namespace imaginons::survival
