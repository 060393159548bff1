#include "commands/arguments.hpp"

#include "commands/limits.hpp"
#include "commands/phase_rules.hpp"
#include "commands/state.hpp"
#include "commands/text_rules.hpp"

namespace imaginons::commands {

namespace {

std::optional<Refusal> defect_of_parent(const State& state, const AddArgument& command) {
    if (events::is_nil(command.parent)) return std::nullopt;
    const Argument* parent = find(state.arguments, command.parent);
    if (parent == nullptr) return Refusal{RefusalCode::unknown_argument, "parent"};
    if (parent->proposal != command.proposal)
        return Refusal{RefusalCode::argument_of_another_proposal, "parent"};
    if (auto refusal = not_open(state, command.parent, "parent")) return refusal;
    if (parent->depth == limits::reply_depth) {
        return Refusal{RefusalCode::reply_too_deep, "parent", limits::reply_depth,
                       parent->depth + 1};
    }
    return std::nullopt;
}

std::optional<Refusal> defect_of_words(const AddArgument& command) {
    const bool source = !command.url.empty();
    const TextRule title{.field = "title", .most_chars = limits::title_chars, .may_be_empty = true};
    if (auto refusal = defect_of(command.title, title)) return refusal;
    const TextRule body{.field = "body",
                        .most_chars = limits::argument_chars,
                        .many_lines = true,
                        .may_be_empty = source};
    if (auto refusal = defect_of(command.body, body)) return refusal;
    return source ? defect_of_link(command.url, "url") : std::nullopt;
}

}  // namespace

const Argument* find(const Arguments& arguments, const events::ArgumentId& id) {
    const auto found = arguments.by_id.find(id);
    return found == arguments.by_id.end() ? nullptr : &found->second;
}

std::optional<Refusal> not_open(const State& state, const events::ArgumentId& id,
                                std::string_view field) {
    const Argument* argument = find(state.arguments, id);
    if (argument == nullptr) return Refusal{RefusalCode::unknown_argument, field};
    if (is_hidden(state, events::id_as<events::Id>(id)))
        return Refusal{RefusalCode::contribution_hidden, field};
    if (words_are_removed(state, argument->author))
        return Refusal{RefusalCode::words_removed, field};
    return not_open(state, argument->proposal, field);
}

Decision decide(const State& state, const AddArgument& command, const Context& context) {
    if (auto refusal = may_not_write(state, context.actor)) return *refusal;
    if (auto refusal =
            cannot_be_new(state, events::id_as<events::Id>(command.argument), "argument"))
        return *refusal;
    if (auto refusal = not_open(state, command.proposal, "proposal")) return *refusal;
    const Proposal& proposal = *find(state.proposals, command.proposal);
    if (proposal.statement) return Refusal{RefusalCode::unknown_proposal, "proposal"};
    if (auto refusal =
            not_in_this_phase(state, proposal.project, Contribution::argument, "proposal"))
        return *refusal;
    if (auto refusal = defect_of_parent(state, command)) return *refusal;
    if (!is_known(command.side)) return Refusal{RefusalCode::unknown_value, "side"};
    if (auto refusal = defect_of_words(command)) return *refusal;
    events::ArgumentAdded added;
    added.argument = command.argument;
    added.proposal = command.proposal;
    added.parent = command.parent;
    added.author = context.actor.person;
    added.side = command.side;
    added.source = !command.url.empty();
    events::Text text;
    text.title = command.title;
    text.body = command.body;
    text.url = command.url;
    return Facts{events::Fact(added, std::move(text), context.actor.person)};
}

void evolve(Arguments& arguments, const events::Meta&, const events::ArgumentAdded& event) {
    const Argument* parent = find(arguments, event.parent);
    arguments.by_id[event.argument] = {event.proposal, event.author,
                                       parent == nullptr ? 0 : parent->depth + 1};
}

}  // namespace imaginons::commands
