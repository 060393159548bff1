#include "commands/questions.hpp"

#include <algorithm>

#include "commands/limits.hpp"
#include "commands/state.hpp"
#include "commands/text_rules.hpp"

namespace imaginons::commands {

namespace {

events::Id object_of(const events::ProposalId& proposal, const events::ProjectId& project) {
    return events::is_nil(proposal) ? events::id_as<events::Id>(project)
                                    : events::id_as<events::Id>(proposal);
}

std::optional<Refusal> too_many(const State& state, const AskQuestion& command,
                                const events::PersonId& author) {
    const auto asked = state.questions.about.find(object_of(command.proposal, command.project));
    if (asked == state.questions.about.end()) return std::nullopt;
    const std::size_t all = asked->second.size();
    if (all >= limits::questions)
        return Refusal{RefusalCode::too_many_questions, {}, limits::questions, all + 1};
    const auto waits = [&](const events::QuestionId& id) {
        const Question& question = *find(state.questions, id);
        return question.author == author && question.answers == 0 &&
               !is_hidden(state, events::id_as<events::Id>(id));
    };
    const auto waiting =
        static_cast<std::size_t>(std::count_if(asked->second.begin(), asked->second.end(), waits));
    if (waiting < limits::open_questions) return std::nullopt;
    return Refusal{RefusalCode::questions_waiting, {}, limits::open_questions, waiting + 1};
}

events::ProjectId project_of(const State& state, const Question* question) {
    if (question == nullptr) return {};
    const Proposal* proposal = find(state.proposals, question->proposal);
    return proposal == nullptr ? question->project : proposal->project;
}

std::optional<Refusal> may_not_answer(const State& state, const events::QuestionId& id,
                                      const Actor& actor) {
    const Question* question = find(state.questions, id);
    if (auto refusal = not_an_agent(state, actor, project_of(state, question))) return refusal;
    if (question == nullptr) return Refusal{RefusalCode::unknown_question, "question"};
    if (is_hidden(state, events::id_as<events::Id>(id)))
        return Refusal{RefusalCode::contribution_hidden, "question"};
    if (words_are_removed(state, question->author))
        return Refusal{RefusalCode::words_removed, "question"};
    return not_debated(state, question->proposal, question->project);
}

std::optional<Refusal> defect_of_words(const AnswerQuestion& command) {
    const TextRule body{
        .field = "body", .most_chars = limits::answer_body_chars, .many_lines = true};
    if (auto refusal = defect_of(command.body, body)) return refusal;
    const TextRule official{.field = "official", .most_chars = limits::answer_line_chars};
    if (auto refusal = defect_of(command.official, official)) return refusal;
    const TextRule function{.field = "function", .most_chars = limits::answer_line_chars};
    if (auto refusal = defect_of(command.function, function)) return refusal;
    const std::size_t bytes =
        command.body.size() + command.official.size() + command.function.size();
    if (bytes <= limits::official_text_bytes) return std::nullopt;
    return Refusal{RefusalCode::too_long, "body", limits::official_text_bytes, bytes};
}

}  // namespace

const Question* find(const Questions& questions, const events::QuestionId& id) {
    const auto found = questions.by_id.find(id);
    return found == questions.by_id.end() ? nullptr : &found->second;
}

std::optional<Refusal> not_debated(const State& state, const events::ProposalId& id,
                                   const events::ProjectId& project_id) {
    if (!events::is_nil(id)) {
        const Proposal* proposal = find(state.proposals, id);
        if (proposal == nullptr || proposal->statement || proposal->amendment)
            return Refusal{RefusalCode::unknown_proposal, "proposal"};
        return not_open(state, id, "proposal");
    }
    const auto project = state.projects.by_id.find(project_id);
    if (project == state.projects.by_id.end())
        return Refusal{RefusalCode::unknown_project, "project"};
    if (words_are_removed(state, project->second.owner))
        return Refusal{RefusalCode::words_removed, "project"};
    return std::nullopt;
}

Decision decide(const State& state, const AskQuestion& command, const Context& context) {
    if (auto refusal = may_not_write(state, context.actor)) return *refusal;
    if (auto refusal =
            cannot_be_new(state, events::id_as<events::Id>(command.question), "question"))
        return *refusal;
    if (!events::is_nil(command.proposal) && !events::is_nil(command.project))
        return Refusal{RefusalCode::unknown_value, "project"};
    if (auto refusal = not_debated(state, command.proposal, command.project)) return *refusal;
    const TextRule rule{.field = "body", .most_chars = limits::question_chars, .many_lines = true};
    if (auto refusal = defect_of(command.body, rule)) return *refusal;
    if (auto refusal = too_many(state, command, context.actor.person)) return *refusal;
    events::QuestionAsked asked;
    asked.question = command.question;
    asked.proposal = command.proposal;
    asked.project = command.project;
    asked.author = context.actor.person;
    events::Text words;
    words.body = command.body;
    return Facts{events::Fact(asked, std::move(words), context.actor.person)};
}

Decision decide(const State& state, const AnswerQuestion& command, const Context& context) {
    if (auto refusal = may_not_answer(state, command.question, context.actor)) return *refusal;
    const Question& question = *find(state.questions, command.question);
    if (command.seen_version != question.answers)
        return Refusal{RefusalCode::text_has_changed, "seen_version"};
    if (auto refusal = defect_of_words(command)) return *refusal;
    events::QuestionAnswered answered;
    answered.question = command.question;
    answered.version = question.answers + 1;
    answered.by = context.actor.person;
    answered.text = std::make_unique<events::Text>();
    answered.text->body = command.body;
    answered.official = command.official;
    answered.function = command.function;
    return Facts{events::Fact(std::move(answered))};
}

void evolve(Questions& questions, const events::Meta&, const events::QuestionAsked& event) {
    questions.by_id[event.question] = {event.proposal, event.project, event.author};
    questions.about[object_of(event.proposal, event.project)].push_back(event.question);
}

void evolve(Questions& questions, const events::Meta&, const events::QuestionAnswered& event) {
    questions.by_id[event.question].answers = event.version;
}

}  // namespace imaginons::commands
