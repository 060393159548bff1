// People as their public pages show them: name, since when, what they accepted. Their contributions
// are listed by the projections that make those rows. Somebody erased keeps a row without a name:
// what others wrote and took stances on hangs on it.
#include "projections/consume.hpp"
#include "projections/rows.hpp"

namespace imaginons::projections {

namespace {

Person& own_event(Views& views, const Meta& meta, std::uint32_t position) {
    Person& person = views.people[position];
    person.seqs.push_back(meta.seq);
    person.touched = meta.seq;
    return person;
}

void set_name(Views& views, const Meta& meta, std::uint32_t position) {
    views.people[position].name_seq = meta.seq;
    put_name(views, position, meta.sealed != nullptr ? meta.sealed->name : std::string());
}

// There are few: one a debate.
void touch_conclusions_of(Views& views, const Person& person, std::uint64_t seq) {
    for (const Conclusion& row : views.conclusions) {
        if (row.by != Proposal::none && &views.people[row.by] == &person)
            touch_conclusion(views, row, seq);
    }
}

// The pages that name the person, or quote them.
void touch_all_of(Views& views, const Person& person, std::uint64_t seq) {
    for (const std::uint32_t project : person.projects) touch_all_of_project(views, project, seq);
    for (const std::uint32_t proposal : person.proposals) {
        touch_proposal(views, proposal, seq);
        touch_who_names(views, proposal, seq);
    }
    for (const std::uint32_t argument : person.arguments) {
        touch_proposal(views, views.arguments[argument].proposal, seq);
    }
    for (const std::uint32_t question : person.questions) touch_question(views, question, seq);
    touch_conclusions_of(views, person, seq);
}

// Drafts of answers, and what was said of others' drafts; what was published is the city's.
void erase_drafts_of(Views& views, std::uint32_t person) {
    for (Answering& answering : views.answerings) {
        AnswerDraft& draft = answering.draft;
        if (draft.number == 0) continue;
        if (draft.by == person) {
            erase_draft(draft);
        } else if (draft.verdict != events::ReviewVerdict::unset && draft.reviewed_by == person) {
            erase_words(draft.review);
        } else {
            continue;
        }
        views.proposals[answering.proposal].touched = views.people[person].touched;
    }
}

// What others wrote of it stays: forget_words_of().
void erase_words_of_proposals(Views& views, std::uint32_t position, std::uint64_t seq) {
    const Person& person = views.people[position];
    for (const auto* list : {&person.proposals, &person.written}) {
        for (const std::uint32_t at : *list) {
            forget_words_of(views, at, position);
            refresh_list_row(views, at);
            touch_proposal(views, at, seq);
        }
    }
    for (Amending& amending : views.amendings) {
        if (amending.by == position && amending.reason.seq != 0) erase_words(amending.reason);
    }
}

void erase_words_of(Views& views, std::uint32_t position, std::uint64_t seq) {
    const Person& person = views.people[position];
    for (const std::uint32_t at : person.projects) erase_words_of(views, views.projects[at]);
    erase_words_of_proposals(views, position, seq);
    for (const std::uint32_t at : person.arguments) erase_words(views.arguments[at].words);
    for (const std::uint32_t at : person.questions) erase_words(views.questions[at].words);
    for (Conclusion& row : views.conclusions) {
        if (row.by == position) erase_words(row);
    }
}

}  // namespace

void People::apply(Views& views, const Meta& meta, const events::PersonJoined& e) {
    const std::uint32_t position = person_at(views, e.person);
    own_event(views, meta, position).joined_at_ms = meta.happened_at_ms();
    set_name(views, meta, position);
}

void People::apply(Views& views, const Meta& meta, const events::CharterAccepted& e) {
    own_event(views, meta, person_at(views, e.person)).charter_version = e.version;
}

void People::apply(Views& views, const Meta& meta, const events::EmailConfirmed& e) {
    own_event(views, meta, person_at(views, e.person)).email_confirmed = true;
}

void People::apply(Views& views, const Meta& meta, const events::PersonRenamed& e) {
    const std::uint32_t position = person_at(views, e.person);
    const Person& person = own_event(views, meta, position);
    set_name(views, meta, position);
    for (const std::uint32_t project : person.projects) views.projects[project].touched = meta.seq;
    for (const std::uint32_t proposal : person.proposals) touch_proposal(views, proposal, meta.seq);
    for (const std::uint32_t argument : person.arguments) {
        touch_proposal(views, views.arguments[argument].proposal, meta.seq);
    }
    for (const std::uint32_t question : person.questions) touch_question(views, question, meta.seq);
    touch_conclusions_of(views, person, meta.seq);
}

void People::apply(Views& views, const Meta& meta, const events::PersonErased& e) {
    const std::uint32_t position = person_at(views, e.person);
    Person& person = own_event(views, meta, position);
    forget_name(views, position);
    person.erased = e.words;
    for (HeldRole& role : person.roles) erase_words(role.reason);
    person.roles.clear();
    if (e.words == events::ErasedWords::removed) {
        erase_words_of(views, position, meta.seq);
        erase_drafts_of(views, position);
    }
    touch_all_of(views, person, meta.seq);
}

}  // namespace imaginons::projections
