#include "commands/conclusions.hpp"

#include "commands/limits.hpp"
#include "commands/state.hpp"
#include "commands/text_rules.hpp"

namespace imaginons::commands {

namespace {

events::Id debate_of(const events::ProposalId& proposal, const events::ProjectId& project) {
    return events::is_nil(proposal) ? events::id_as<events::Id>(project)
                                    : events::id_as<events::Id>(proposal);
}

std::uint32_t version_of(const Conclusions& conclusions, const PublishConclusion& command) {
    const auto debate = conclusions.versions.find(debate_of(command.proposal, command.project));
    if (debate == conclusions.versions.end()) return 0;
    const auto phase = debate->second.find(command.phase);
    return phase == debate->second.end() ? 0 : phase->second;
}

// The project that the debate is in; nil if its proposal is free-standing or unknown.
events::ProjectId project_of(const State& state, const PublishConclusion& command) {
    if (events::is_nil(command.proposal)) return command.project;
    const Proposal* proposal = find(state.proposals, command.proposal);
    return proposal == nullptr ? events::ProjectId() : proposal->project;
}

bool is_owner(const State& state, const events::ProjectId& id, const Actor& actor) {
    const auto project = state.projects.by_id.find(id);
    return project != state.projects.by_id.end() && actor.kind == Actor::Kind::person &&
           project->second.owner_kind == events::OwnerKind::person &&
           project->second.owner == actor.person;
}

std::optional<Refusal> no_such_debate(const State& state, const PublishConclusion& command) {
    const bool about_proposal = !events::is_nil(command.proposal);
    if (about_proposal && !events::is_nil(command.project))
        return Refusal{RefusalCode::unknown_value, "project"};
    if (auto refusal = not_debated(state, command.proposal, command.project)) return refusal;
    if (about_proposal) {
        if (command.phase == 0) return std::nullopt;
        return Refusal{RefusalCode::unknown_value, "phase"};
    }
    const Project& project = state.projects.by_id.at(command.project);
    if (command.phase >= project.phases.size()) return Refusal{RefusalCode::unknown_phase, "phase"};
    if (command.phase > project.current_phase)
        return Refusal{RefusalCode::phase_not_begun, "phase"};
    return std::nullopt;
}

std::optional<Refusal> defect_of_parts(const events::Conclusion& words) {
    const auto part = [](const std::string& text, std::string_view field, bool may_be_empty) {
        return defect_of(text, {.field = field,
                                .most_chars = limits::conclusion_part_chars,
                                .many_lines = true,
                                .may_be_empty = may_be_empty});
    };
    if (auto refusal = part(words.said_for, "said_for", false)) return refusal;
    if (auto refusal = part(words.said_against, "said_against", false)) return refusal;
    return part(words.left_open, "left_open", true);
}

}  // namespace

Decision decide(const State& state, const PublishConclusion& command, const Context& context) {
    const events::ProjectId project = project_of(state, command);
    const bool by_owner = is_owner(state, project, context.actor);
    if (auto refusal = by_owner ? may_not_write(state, context.actor)
                                : not_an_agent(state, context.actor, project))
        return *refusal;
    if (auto refusal = no_such_debate(state, command)) return *refusal;
    const std::uint32_t version = version_of(state.conclusions, command);
    if (command.seen_version != version)
        return Refusal{RefusalCode::text_has_changed, "seen_version"};
    if (auto refusal = defect_of_parts(command.words)) return *refusal;
    events::ConclusionPublished published;
    published.proposal = command.proposal;
    published.project = command.project;
    published.phase = command.phase;
    published.version = version + 1;
    published.by = context.actor.person;
    events::Text text;
    text.conclusion = std::make_unique<events::Conclusion>(command.words);
    if (by_owner)
        return Facts{events::Fact(std::move(published), std::move(text), context.actor.person)};
    const std::size_t bytes = command.words.said_for.size() + command.words.said_against.size() +
                              command.words.left_open.size();
    if (bytes > limits::official_text_bytes)
        return Refusal{RefusalCode::too_long, "left_open", limits::official_text_bytes, bytes};
    published.text = std::make_unique<events::Text>(std::move(text));
    return Facts{events::Fact(std::move(published))};
}

void evolve(Conclusions& conclusions, const events::Meta&,
            const events::ConclusionPublished& event) {
    conclusions.versions[debate_of(event.proposal, event.project)][event.phase] = event.version;
}

}  // namespace imaginons::commands
