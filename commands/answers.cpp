#include "commands/answers.hpp"

#include <algorithm>

#include "commands/limits.hpp"
#include "commands/state.hpp"
#include "commands/text_rules.hpp"

namespace imaginons::commands {

namespace {

using events::AnswerOutcome;
using events::ProposalStage;
using events::ReviewVerdict;

const Answering* find(const Answers& answers, const events::ProposalId& id) {
    const auto found = answers.by_proposal.find(id);
    return found == answers.by_proposal.end() ? nullptr : &found->second;
}

// Only proposals: statements are not answered, amendments are for the authors of what they amend.
std::optional<Refusal> may_not_answer(const State& state, const events::ProposalId& id,
                                      const Actor& actor) {
    const Proposal* proposal = find(state.proposals, id);
    const auto project = proposal == nullptr ? events::ProjectId() : proposal->project;
    if (auto refusal = not_an_agent(state, actor, project)) return refusal;
    if (proposal == nullptr || proposal->statement || proposal->amendment)
        return Refusal{RefusalCode::unknown_proposal, "proposal"};
    return not_open(state, id, "proposal");
}

// --- words

struct Line {
    const std::string& text;
    TextRule rule;
};

std::optional<Refusal> first_defect(std::initializer_list<Line> lines) {
    for (const Line& line : lines) {
        if (auto refusal = defect_of(line.text, line.rule)) return refusal;
    }
    return std::nullopt;
}

struct CriterionFields {
    std::string_view finding;
    std::string_view reason;
};

// While information is asked for, the criteria that hang on it may be left open.
std::optional<Refusal> defect_of(const std::unique_ptr<events::Criterion>& criterion,
                                 CriterionFields fields, bool may_be_open) {
    const bool open = criterion == nullptr || criterion->finding == events::Finding::unset;
    if (open && may_be_open) {
        if (criterion == nullptr) return std::nullopt;
    } else if (criterion == nullptr || !is_known(criterion->finding)) {
        return Refusal{RefusalCode::unknown_value, fields.finding};
    }
    const TextRule rule{.field = fields.reason,
                        .most_chars = limits::criterion_chars,
                        .many_lines = true,
                        .may_be_empty = open};
    return defect_of(criterion->reason, rule);
}

std::optional<Refusal> defect_of_criteria(const events::Answer& answer) {
    const bool may_be_open = answer.outcome == AnswerOutcome::info_requested;
    struct Part {
        const std::unique_ptr<events::Criterion>& criterion;
        CriterionFields fields;
    };
    const Part parts[] = {
        {answer.competence, {"competence", "competence_reason"}},
        {answer.legality, {"legality", "legality_reason"}},
        {answer.general_interest, {"general_interest", "general_interest_reason"}},
        {answer.feasibility, {"feasibility", "feasibility_reason"}},
    };
    for (const Part& part : parts) {
        if (auto refusal = defect_of(part.criterion, part.fields, may_be_open)) return refusal;
    }
    return std::nullopt;
}

std::size_t bytes_of(const events::Answer& answer) {
    std::size_t bytes = answer.title.size() + answer.body.size() + answer.official.size() +
                        answer.function.size() + answer.cost.size() + answer.calendar.size() +
                        answer.redirected_to.size();
    for (const auto* criterion :
         {&answer.competence, &answer.legality, &answer.general_interest, &answer.feasibility}) {
        if (*criterion) bytes += (*criterion)->reason.size();
    }
    return bytes;
}

std::optional<Refusal> defect_of(const events::Answer& answer) {
    if (!is_known(answer.outcome)) return Refusal{RefusalCode::unknown_value, "outcome"};
    const bool accepted = answer.outcome == AnswerOutcome::accepted;
    const bool redirected = answer.outcome == AnswerOutcome::redirected;
    const std::size_t line = limits::answer_line_chars;
    if (auto refusal = first_defect(
            {{answer.title, {.field = "title", .most_chars = limits::title_chars}},
             {answer.redirected_to,
              {.field = "redirected_to", .most_chars = line, .may_be_empty = !redirected}},
             {answer.body,
              {.field = "body", .most_chars = limits::answer_body_chars, .many_lines = true}}}))
        return refusal;
    if (auto refusal = defect_of_criteria(answer)) return refusal;
    if (auto refusal = first_defect(
            {{answer.cost, {.field = "cost", .most_chars = line, .may_be_empty = !accepted}},
             {answer.calendar,
              {.field = "calendar", .most_chars = line, .may_be_empty = !accepted}},
             {answer.official, {.field = "official", .most_chars = line}},
             {answer.function, {.field = "function", .most_chars = line}}}))
        return refusal;
    const std::size_t bytes = bytes_of(answer);
    if (bytes <= limits::official_text_bytes) return std::nullopt;
    return Refusal{RefusalCode::too_long, "body", limits::official_text_bytes, bytes};
}

// --- drafts

// The draft that the command names, if it is still the one in force.
std::optional<Refusal> not_in_force(const Answering* answering, std::uint32_t draft) {
    if (answering == nullptr || !answering->draft || !answering->draft->words)
        return Refusal{RefusalCode::unknown_draft, "draft"};
    if (answering->drafts != draft) return Refusal{RefusalCode::draft_has_changed, "draft"};
    return std::nullopt;
}

ProposalStage stage_after(AnswerOutcome outcome) {
    switch (outcome) {
        case AnswerOutcome::unset: break;
        case AnswerOutcome::accepted: return ProposalStage::accepted;
        case AnswerOutcome::refused: return ProposalStage::refused;
        case AnswerOutcome::redirected: return ProposalStage::redirected;
        case AnswerOutcome::info_requested: return ProposalStage::info_requested;
    }
    return ProposalStage::submitted;
}

bool may_come_to(ProposalStage from, ProposalStage to) {
    switch (to) {
        case ProposalStage::under_review:
            return from == ProposalStage::submitted || from == ProposalStage::info_requested;
        case ProposalStage::in_progress: return from == ProposalStage::accepted;
        case ProposalStage::done:
            return from == ProposalStage::accepted || from == ProposalStage::in_progress;
        case ProposalStage::unset:
        case ProposalStage::submitted:
        case ProposalStage::info_requested:
        case ProposalStage::accepted:
        case ProposalStage::redirected:
        case ProposalStage::refused: return false;
    }
    return false;
}

bool was_accepted(ProposalStage stage) {
    return stage == ProposalStage::accepted || stage == ProposalStage::in_progress ||
           stage == ProposalStage::done;
}

}  // namespace

ProposalStage stage_of(const Answers& answers, const events::ProposalId& proposal) {
    const Answering* answering = find(answers, proposal);
    return answering == nullptr ? ProposalStage::submitted : answering->stage;
}

Decision decide(const State& state, const DraftAnswer& command, const Context& context) {
    if (auto refusal = may_not_answer(state, command.proposal, context.actor)) return *refusal;
    const Answering* answering = find(state.answers, command.proposal);
    const bool waits = answering != nullptr && answering->draft && answering->draft->words;
    if (command.seen_draft != (waits ? answering->drafts : 0))
        return Refusal{RefusalCode::draft_has_changed, "seen_draft"};
    const std::uint32_t version = version_of(state, *find(state.proposals, command.proposal));
    if (command.seen_version != 0 && command.seen_version != version)
        return Refusal{RefusalCode::text_has_changed, "seen_version"};
    if (auto refusal = defect_of(command.answer)) return *refusal;
    events::AnswerDrafted drafted;
    drafted.proposal = command.proposal;
    drafted.draft = (answering == nullptr ? 0 : answering->drafts) + 1;
    drafted.version = version;
    drafted.by = context.actor.person;
    events::Text words;
    words.answer = std::make_unique<events::Answer>(command.answer);
    return Facts{events::Fact(drafted, std::move(words), context.actor.person)};
}

Decision decide(const State& state, const ReviewAnswer& command, const Context& context) {
    if (auto refusal = may_not_answer(state, command.proposal, context.actor)) return *refusal;
    const Answering* answering = find(state.answers, command.proposal);
    if (auto refusal = not_in_force(answering, command.draft)) return *refusal;
    if (!is_known(command.verdict)) return Refusal{RefusalCode::unknown_value, "verdict"};
    if (answering->draft->by == context.actor.person) return Refusal{RefusalCode::own_draft};
    if (answering->draft->verdict != ReviewVerdict::unset)
        return Refusal{RefusalCode::already_reviewed, "draft"};
    const bool needs_word = command.verdict == ReviewVerdict::sent_back;
    if (auto refusal = defect_of(command.word, {.field = "word",
                                                .most_chars = limits::reason_chars,
                                                .many_lines = true,
                                                .may_be_empty = !needs_word}))
        return *refusal;
    events::AnswerReviewed reviewed;
    reviewed.proposal = command.proposal;
    reviewed.draft = command.draft;
    reviewed.by = context.actor.person;
    reviewed.verdict = command.verdict;
    if (command.word.empty()) return Facts{events::Fact(reviewed)};
    events::Text words;
    words.body = command.word;
    return Facts{events::Fact(reviewed, std::move(words), context.actor.person)};
}

Decision decide(const State& state, const PublishAnswer& command, const Context& context) {
    if (auto refusal = may_not_answer(state, command.proposal, context.actor)) return *refusal;
    const Answering* answering = find(state.answers, command.proposal);
    if (auto refusal = not_in_force(answering, command.draft)) return *refusal;
    const Draft& draft = *answering->draft;
    if (draft.verdict != ReviewVerdict::approved)
        return Refusal{RefusalCode::not_approved, "draft"};
    events::AnswerPublished published;
    published.proposal = command.proposal;
    published.draft = command.draft;
    published.version = draft.version;
    published.by = context.actor.person;
    published.drafted_by = draft.by;
    published.reviewed_by = draft.reviewed_by;
    published.answer = std::make_unique<events::Answer>(*draft.words);
    return Facts{events::Fact(std::move(published))};
}

Decision decide(const State& state, const MoveProposal& command, const Context& context) {
    if (auto refusal = may_not_answer(state, command.proposal, context.actor)) return *refusal;
    if (!is_known(command.stage)) return Refusal{RefusalCode::unknown_value, "stage"};
    if (!may_come_to(stage_of(state.answers, command.proposal), command.stage))
        return Refusal{RefusalCode::stage_does_not_follow, "stage"};
    const bool word_is_optional = command.stage == ProposalStage::under_review;
    if (auto refusal = defect_of(command.word, {.field = "word",
                                                .most_chars = limits::reason_chars,
                                                .many_lines = true,
                                                .may_be_empty = word_is_optional}))
        return *refusal;
    events::ProposalMoved moved;
    moved.proposal = command.proposal;
    moved.stage = command.stage;
    moved.by = context.actor.person;
    if (!command.word.empty()) {
        moved.text = std::make_unique<events::Text>();
        moved.text->body = command.word;
    }
    return Facts{events::Fact(std::move(moved))};
}

std::optional<Refusal> not_to_be_taken_up(const State& state, const events::ProposalId& proposal,
                                          const Actor& actor) {
    if (auto refusal = may_not_answer(state, proposal, actor)) return refusal;
    if (was_accepted(stage_of(state.answers, proposal))) return std::nullopt;
    return Refusal{RefusalCode::not_accepted, "proposal"};
}

Decision decide(const State& state, const TakeUpProposal& command, const Context& context) {
    if (auto refusal = not_to_be_taken_up(state, command.proposal, context.actor)) return *refusal;
    const auto project = state.projects.by_id.find(command.project);
    if (project == state.projects.by_id.end() || words_are_removed(state, project->second.owner))
        return Refusal{RefusalCode::unknown_project, "project"};
    const Answering& answering = *find(state.answers, command.proposal);
    if (std::find(answering.projects.begin(), answering.projects.end(), command.project) !=
        answering.projects.end())
        return Refusal{RefusalCode::nothing_changed, "project"};
    events::ProposalTakenUp taken_up;
    taken_up.proposal = command.proposal;
    taken_up.project = command.project;
    taken_up.by = context.actor.person;
    return Facts{events::Fact(taken_up)};
}

void evolve(Answers& answers, const events::Meta& meta, const events::AnswerDrafted& event) {
    Answering& answering = answers.by_proposal[event.proposal];
    answering.drafts = event.draft;
    answering.draft = Draft{};
    answering.draft->seq = meta.seq;
    answering.draft->version = event.version;
    answering.draft->by = event.by;
    if (meta.sealed != nullptr && meta.sealed->answer)
        put_draft(answers, event.proposal, *meta.sealed->answer);
}

void evolve(Answers& answers, const events::Meta&, const events::AnswerReviewed& event) {
    Answering& answering = answers.by_proposal[event.proposal];
    if (!answering.draft || answering.drafts != event.draft) return;
    answering.draft->verdict = event.verdict;
    answering.draft->reviewed_by = event.by;
}

void evolve(Answers& answers, const events::Meta&, const events::AnswerPublished& event) {
    Answering& answering = answers.by_proposal[event.proposal];
    answering.draft.reset();
    if (event.answer) answering.stage = stage_after(event.answer->outcome);
}

void evolve(Answers& answers, const events::Meta&, const events::ProposalMoved& event) {
    answers.by_proposal[event.proposal].stage = event.stage;
}

void evolve(Answers& answers, const events::Meta&, const events::ProposalTakenUp& event) {
    answers.by_proposal[event.proposal].projects.push_back(event.project);
}

void evolve(Answers& answers, const events::Meta&, const events::ProposalEdited& event) {
    const auto found = answers.by_proposal.find(event.proposal);
    if (found == answers.by_proposal.end()) return;
    if (found->second.stage == ProposalStage::info_requested)
        found->second.stage = ProposalStage::under_review;
}

void evolve(Answers& answers, const events::Meta&, const events::PersonErased& event) {
    if (event.words != events::ErasedWords::removed) return;
    for (auto& [proposal, answering] : answers.by_proposal) {
        if (answering.draft && answering.draft->by == event.person) answering.draft.reset();
    }
}

std::vector<std::pair<events::ProposalId, std::uint64_t>> unopened_drafts(const Answers& answers) {
    std::vector<std::pair<events::ProposalId, std::uint64_t>> drafts;
    for (const auto& [proposal, answering] : answers.by_proposal) {
        if (answering.draft && !answering.draft->words)
            drafts.emplace_back(proposal, answering.draft->seq);
    }
    return drafts;
}

void put_draft(Answers& answers, const events::ProposalId& proposal, const events::Answer& words) {
    const auto found = answers.by_proposal.find(proposal);
    if (found == answers.by_proposal.end() || !found->second.draft) return;
    found->second.draft->words = std::make_shared<const events::Answer>(words);
}

}  // namespace imaginons::commands
