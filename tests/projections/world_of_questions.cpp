// Questions to the city and conclusions in the random world: see world.hpp.
#include "world.hpp"

namespace imaginons::test {

using namespace events;

void RandomWorld::ask() {
    NaiveQuestion asked;
    if (one_in(3)) {
        asked.project = projects_[below(projects_.size())];
    } else {
        const auto about = any_object(false);
        if (!about || !versions_.contains(*about)) return;
        asked.proposal = *about;
    }
    asked.author = people_[below(people_.size())];
    const std::uint64_t number = ++last_id_;
    questions[number] = asked;
    QuestionAsked e;
    e.question = id_of<QuestionId>(number);
    if (asked.proposal) e.proposal = id_of<ProposalId>(*asked.proposal);
    if (asked.project) e.project = id_of<ProjectId>(*asked.project);
    e.author = id_of<PersonId>(asked.author);
    recorder.add_sealed(e, random_words(), e.author, when());
}

void RandomWorld::conclude() {
    ConclusionPublished e;
    std::uint64_t project = projects_[below(projects_.size())];
    std::uint64_t number = project;
    if (one_in(2)) {
        const auto about = any_object(false);
        if (!about || !versions_.contains(*about)) return;
        number = *about;
        e.proposal = id_of<ProposalId>(number);
        project = objects[number].project.value_or(0);
    } else {
        e.project = id_of<ProjectId>(number);
        e.phase = static_cast<std::uint16_t>(below(2));
    }
    e.version = ++conclusions[{number, e.phase}];
    Text text;
    text.conclusion = std::make_unique<Conclusion>();
    text.conclusion->said_for = random_words().body;
    text.conclusion->said_against = random_words().body;
    const auto owner = owners_.find(project);
    const bool by_owner = owner != owners_.end() && !erased.contains(owner->second) && !one_in(3);
    e.by = id_of<PersonId>(by_owner ? owner->second : people_[below(people_.size())]);
    if (by_owner) {
        const PersonId by = e.by;
        recorder.add_sealed(std::move(e), std::move(text), by);
        return;
    }
    e.text = std::make_unique<Text>(std::move(text));
    recorder.add(std::move(e));
}

void RandomWorld::question_event() {
    if (one_in(3)) return conclude();
    if (questions.empty() || one_in(2)) return ask();
    auto at = questions.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(below(questions.size())));
    auto& [number, question] = *at;
    // What is withdrawn or hidden is not answered any more.
    const bool closed = question.proposal && (objects[*question.proposal].withdrawn ||
                                              objects[*question.proposal].hidden);
    if (question.hidden || closed) return;
    if (one_in(6)) {
        question.hidden = true;
        recorder.add(hid(ObjectKind::question, plain(id_of<QuestionId>(number))));
        return;
    }
    QuestionAnswered e;
    e.question = id_of<QuestionId>(number);
    e.version = ++question.answers;
    e.by = id_of<PersonId>(people_[below(people_.size())]);
    e.text = std::make_unique<Text>(random_words());
    e.official = "Iris Valdoré";
    e.function = "adjointe aux écoles";
    recorder.add(std::move(e));
}

}  // namespace imaginons::test
