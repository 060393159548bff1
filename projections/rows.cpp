// Finding rows and noting what an event touches: see rows.hpp.
#include "projections/rows.hpp"

#include <algorithm>
#include <cstring>

#include "projections/queries.hpp"

namespace imaginons::projections {

std::uint32_t person_at(Views& views, const events::PersonId& id) {
    const auto next = static_cast<std::uint32_t>(views.people.size());
    const auto [found, is_new] = views.person_by_id.emplace(events::id_as<events::Id>(id), next);
    if (is_new) views.people.emplace_back().id = id;
    return found->second;
}

void put_words(Words& words, events::Text&& text) {
    words.opened = true;
    words.title = std::move(text.title);
    words.body = std::move(text.body);
    words.url = std::move(text.url);
    words.place = std::move(text.place);
    words.phases = std::move(text.phases);
}

void wipe(std::string& text) {
    text.resize(text.capacity());
    explicit_bzero(text.data(), text.size());
    text.clear();
    text.shrink_to_fit();
}

void erase_words(Words& words) {
    if (words.official) return;
    words.opened = false;
    words.erased = true;
    for (std::string* text : {&words.title, &words.body, &words.url, &words.place}) wipe(*text);
    for (std::string& phase : words.phases) wipe(phase);
    words.phases.clear();
}

void erase_words(Conclusion& conclusion) {
    if (conclusion.by == Proposal::none) return;
    conclusion.opened = false;
    conclusion.erased = true;
    for (std::string* text :
         {&conclusion.words.said_for, &conclusion.words.said_against, &conclusion.words.left_open})
        wipe(*text);
}

void erase_words_of(Views& views, Project& project) {
    erase_words(project.words);
    for (Milestone& milestone : project.milestones) erase_words(milestone.words);
    for (News& news : project.news) erase_words(news.words);
    for (const std::uint32_t at : project.meetings) {
        Meeting& meeting = views.meetings[at];
        for (Words* words : {&meeting.words, &meeting.reason, &meeting.minutes})
            erase_words(*words);
    }
}

void erase_draft(AnswerDraft& draft) {
    for (const auto* criterion : {&draft.words.competence, &draft.words.legality,
                                  &draft.words.general_interest, &draft.words.feasibility}) {
        if (*criterion) wipe((*criterion)->reason);
    }
    for (std::string* text :
         {&draft.words.title, &draft.words.body, &draft.words.official, &draft.words.function,
          &draft.words.cost, &draft.words.calendar, &draft.words.redirected_to}) {
        wipe(*text);
    }
    erase_words(draft.review);
    draft = AnswerDraft{};
}

void set_words(Words& words, const events::Meta& meta, const events::Text* official) {
    words = Words{};
    if (official == nullptr && meta.commitment == nullptr) return;
    words.seq = meta.seq;
    words.official = official != nullptr;
    const events::Text* text = words.official ? official : meta.sealed;
    if (text != nullptr) put_words(words, events::Text(*text));
}

void refresh_search(Proposal& proposal) {
    std::string text = proposal.words.title;
    text += ' ';
    text += proposal.words.body;
    proposal.search = folded(text);
    proposal.search.shrink_to_fit();
}

void refresh_list_row(Views& views, std::uint32_t position) {
    const Proposal& proposal = views.proposals[position];
    views.list[position] = {proposal.created_at_ms,
                            proposal.tally.for_,
                            proposal.shown_arguments,
                            proposal.tally.for_ + proposal.tally.neutral + proposal.tally.against,
                            proposal.project,
                            proposal.state,
                            proposal.kind,
                            proposal.stage,
                            proposal.waits_since_ms,
                            proposal.amending != Proposal::none,
                            shown_point(proposal).has_value(),
                            proposal.labels};
}

namespace {

std::uint8_t label_at(Vocabulary& vocabulary, const std::string& code, std::uint64_t seq) {
    const std::size_t before = vocabulary.labels.all().size();
    const std::uint8_t place = vocabulary.labels.at(code);
    if (vocabulary.labels.all().size() != before) vocabulary.touched = seq + 1;
    return place;
}

}  // namespace

events::Labels labels_in(Views& views, const std::vector<std::string>& themes,
                         const std::string& district, std::uint64_t seq) {
    events::Labels labels;
    for (std::size_t i = 0; i < std::min(themes.size(), events::themes_borne); ++i)
        labels.themes[i] = label_at(views.themes, themes[i], seq);
    if (!district.empty()) labels.district = label_at(views.districts, district, seq);
    return labels;
}

Writing& writing_at(Views& views, std::uint32_t position) {
    Proposal& row = views.proposals[position];
    if (row.writing == Proposal::none) {
        row.writing = static_cast<std::uint32_t>(views.writings.size());
        views.writings.emplace_back().writer = row.author;
    }
    return views.writings[row.writing];
}

Amending& amending_at(Views& views, std::uint32_t position) {
    Proposal& row = views.proposals[position];
    if (row.amending == Proposal::none) {
        row.amending = static_cast<std::uint32_t>(views.amendings.size());
        views.amendings.emplace_back();
    }
    return views.amendings[row.amending];
}

namespace {

void erase_reason(Proposal& row) {
    wipe(row.reason);
    row.reason_seq = 0;
}

// Nothing that anybody wrote of it is left.
void erase_all_words(Proposal& row) {
    erase_words(row.words);
    wipe(row.search);
    row.waits_since_ms = 0;
}

}  // namespace

void forget_words_of(Views& views, std::uint32_t position, std::uint32_t person) {
    Proposal& row = views.proposals[position];
    if (row.writing == Proposal::none) {
        erase_all_words(row);
        erase_reason(row);
        return;
    }
    Writing& writing = views.writings[row.writing];
    const std::uint32_t by =
        writing.withdrawn_by == Proposal::none ? row.author : writing.withdrawn_by;
    if (by == person) erase_reason(row);
    for (WrittenVersion& other : writing.others) {
        if (other.by == person) erase_words(other.words);
    }
    std::erase_if(writing.others, [&](const WrittenVersion& other) { return other.by == person; });
    if (writing.writer != person) return;
    if (writing.others.empty()) return erase_all_words(row);
    const auto latest = std::max_element(
        writing.others.begin(), writing.others.end(),
        [](const WrittenVersion& a, const WrittenVersion& b) { return a.version < b.version; });
    erase_words(row.words);
    row.words = std::move(latest->words);
    row.version = latest->version;
    row.edited_at_ms = latest->at_ms;
    writing.writer = latest->by;
    writing.others.erase(latest);
    refresh_search(row);
}

events::ProposalStage stage_after(events::AnswerOutcome outcome) {
    switch (outcome) {
        case events::AnswerOutcome::unset: break;
        case events::AnswerOutcome::accepted: return events::ProposalStage::accepted;
        case events::AnswerOutcome::refused: return events::ProposalStage::refused;
        case events::AnswerOutcome::redirected: return events::ProposalStage::redirected;
        case events::AnswerOutcome::info_requested: return events::ProposalStage::info_requested;
    }
    return events::ProposalStage::submitted;
}

std::uint32_t own_act(Views& views, const events::Meta& meta, const events::ProposalId& id) {
    const std::uint32_t position = position_of(views.proposal_by_id, id);
    if (position == Proposal::none) return position;
    views.proposals[position].seqs.push_back(meta.seq);
    views.proposals[position].acts.push_back(meta.seq);
    touch_proposal(views, position, meta.seq);
    touch_who_names(views, position, meta.seq);
    return position;
}

void touch_meeting(Views& views, std::uint32_t meeting, std::uint64_t seq) {
    views.meetings[meeting].touched = seq;
    views.projects[views.meetings[meeting].project].touched = seq;
}

void touch_question(Views& views, std::uint32_t question, std::uint64_t seq) {
    const Question& row = views.questions[question];
    if (row.proposal != Proposal::none) return touch_proposal(views, row.proposal, seq);
    views.projects[row.project].touched = seq;
}

void touch_conclusion(Views& views, const Conclusion& row, std::uint64_t seq) {
    if (row.proposal != Proposal::none) return touch_proposal(views, row.proposal, seq);
    views.projects[row.project].touched = seq;
}

void touch_person(Views& views, std::uint32_t person, std::uint64_t seq) {
    views.people[person].touched = seq;
}

void touch_proposal(Views& views, std::uint32_t position, std::uint64_t seq) {
    Proposal& proposal = views.proposals[position];
    proposal.touched = seq;
    touch_person(views, proposal.author, seq);
    if (proposal.writing != Proposal::none) {
        for (const std::uint32_t person : views.writings[proposal.writing].co_authors)
            touch_person(views, person, seq);
    }
    if (proposal.project != Proposal::none) views.projects[proposal.project].touched = seq;
}

void touch_who_names(Views& views, std::uint32_t position, std::uint64_t seq) {
    const Proposal& row = views.proposals[position];
    for (const std::uint32_t argument : row.arguments) {
        touch_person(views, views.arguments[argument].author, seq);
    }
    for (const std::uint32_t amendment : row.amendments) touch_proposal(views, amendment, seq);
}

void touch_all_of_project(Views& views, std::uint32_t position, std::uint64_t seq) {
    Project& project = views.projects[position];
    project.touched = seq;
    for (const std::uint32_t meeting : project.meetings) views.meetings[meeting].touched = seq;
    if (project.owner_kind == events::OwnerKind::person) touch_person(views, project.owner, seq);
    for (const std::uint32_t proposal : project.proposals) touch_proposal(views, proposal, seq);
}

void forget_name(Views& views, std::uint32_t position) {
    Person& person = views.people[position];
    const auto indexed = views.person_by_name.find(person.pseudonym);
    if (indexed != views.person_by_name.end() && indexed->second == position) {
        auto node = views.person_by_name.extract(indexed);
        wipe(node.key());
    }
    wipe(person.pseudonym);
    person.name_seq = 0;
}

void put_name(Views& views, std::uint32_t position, std::string name) {
    Person& person = views.people[position];
    const auto former = views.person_by_name.find(person.pseudonym);
    if (former != views.person_by_name.end() && former->second == position) {
        views.person_by_name.erase(former);
    }
    person.pseudonym = std::move(name);
    if (!person.pseudonym.empty()) views.person_by_name[person.pseudonym] = position;
}

}  // namespace imaginons::projections
