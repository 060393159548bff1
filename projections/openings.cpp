// What is public: see openings.hpp. A kind that is not named here stays sealed: to publish words is
// a decision, never an oversight.
#include "projections/openings.hpp"

#include "events/json.hpp"
#include "projections/queries.hpp"
#include "projections/rows.hpp"
#include "storage/base64.hpp"
#include "storage/sealed_reader.hpp"

namespace imaginons::projections {

namespace {

struct IsPublished {
    const Views& views;
    bool published = false;

    void operator()(const events::Meta& meta, const events::PersonJoined& e) {
        published = is_name_of(e.person, meta.seq);
    }
    void operator()(const events::Meta& meta, const events::PersonRenamed& e) {
        published = is_name_of(e.person, meta.seq);
    }
    // Why somebody may act for the city is for everybody to know, while they are there.
    void operator()(const events::Meta&, const events::RoleGiven& e) {
        published = is_there(e.person);
    }
    void operator()(const events::Meta&, const events::RoleTaken& e) {
        published = is_there(e.person);
    }
    void operator()(const events::Meta&, const events::ProjectOpened& e) { in_project(e.project); }
    void operator()(const events::Meta&, const events::ProjectChanged& e) { in_project(e.project); }
    void operator()(const events::Meta&, const events::NewsPublished& e) { in_project(e.project); }
    void operator()(const events::Meta&, const events::MilestoneSet& e) { in_project(e.project); }
    void operator()(const events::Meta&, const events::ProposalSubmitted& e) {
        published = shows_proposal(e.proposal, e.author);
    }
    void operator()(const events::Meta&, const events::ProposalEdited& e) {
        published = shows_proposal(e.proposal, e.author);
    }
    void operator()(const events::Meta&, const events::ProposalWithdrawn& e) {
        published = shows_proposal(e.proposal, e.author);
    }
    void operator()(const events::Meta&, const events::AmendmentRefused& e) {
        published = shows_proposal(e.amendment, e.by) && shows_proposal(e.proposal, e.by);
    }
    void operator()(const events::Meta&, const events::StatementAdded& e) {
        published = shows_proposal(e.statement, e.author);
    }
    void operator()(const events::Meta&, const events::ArgumentAdded& e) {
        const Argument* row = row_of(views.argument_by_id, views.arguments, e.argument);
        published = row != nullptr && row->state != State::hidden && has_words(row->author) &&
                    row->proposal != Proposal::none &&
                    views.proposals[row->proposal].state != State::hidden;
    }
    void operator()(const events::Meta&, const events::QuestionAsked& e) {
        const Question* row = row_of(views.question_by_id, views.questions, e.question);
        published = row != nullptr && has_words(row->author) && is_shown(views, *row);
    }
    void operator()(const events::Meta&, const events::MeetingAnnounced& e) {
        in_project(e.project);
    }
    void operator()(const events::Meta&, const events::MeetingChanged& e) { of_meeting(e.meeting); }
    void operator()(const events::Meta&, const events::MeetingCancelled& e) {
        of_meeting(e.meeting);
    }
    void operator()(const events::Meta&, const events::MinutesPublished& e) {
        of_meeting(e.meeting);
    }
    void operator()(const events::Meta&, const events::ConclusionPublished& e) {
        if (events::is_nil(e.proposal)) return in_project(e.project);
        published = shows_proposal(e.proposal, e.by);
    }
    template <class Other>
    void operator()(const events::Meta&, const Other&) {
        published = false;
    }

  private:
    // Only the one they go by now: who took another name did so for a reason.
    bool is_name_of(const events::PersonId& person, std::uint64_t seq) const {
        const Person* row = row_of(views.person_by_id, views.people, person);
        return row != nullptr && row->name_seq == seq && !row->pseudonym.empty();
    }
    bool is_there(const events::PersonId& person) const {
        const Person* row = row_of(views.person_by_id, views.people, person);
        return row != nullptr && row->erased == events::ErasedWords::unset;
    }
    // Also while the rows of somebody who asked to be erased are still on the disk.
    bool has_words(std::uint32_t person) const {
        return views.people[person].erased != events::ErasedWords::removed;
    }
    void in_project(const events::ProjectId& project) {
        const Project* row = row_of(views.project_by_id, views.projects, project);
        published =
            row != nullptr && (row->owner_kind == events::OwnerKind::city || has_words(row->owner));
    }
    void of_meeting(const events::MeetingId& meeting) {
        const Meeting* row = row_of(views.meeting_by_id, views.meetings, meeting);
        if (row != nullptr) in_project(views.projects[row->project].id);
    }
    // Words go with the account of who wrote them, which may be a co-author.
    template <class Id>
    bool shows_proposal(const Id& id, const events::PersonId& writer) const {
        const Proposal* row = row_of(views.proposal_by_id, views.proposals, id);
        const std::uint32_t by = position_of(views.person_by_id, writer);
        return row != nullptr && row->state != State::hidden && by != Proposal::none &&
               has_words(by);
    }
};

}  // namespace

std::vector<std::uint64_t> published_seqs(const Views& views, const storage::Log& log,
                                          std::uint64_t from, std::uint64_t to) {
    std::vector<std::uint64_t> seqs;
    log.read(from, to, [&](std::uint64_t seq, events::Bytes event, events::Bytes) {
        if (events::event_in(event).commitment() == nullptr) return;
        IsPublished rule{views};
        events::visit(events::read_meta(seq, event), event, rule);
        if (rule.published) seqs.push_back(seq);
    });
    return seqs;
}

std::vector<storage::Opening> openings_of(std::span<const std::uint64_t> seqs,
                                          storage::SealedReader& parts) {
    std::vector<storage::Opening> openings;
    for (const std::uint64_t seq : seqs) {
        if (auto opened = parts.open(seq)) openings.push_back({seq, std::move(*opened)});
    }
    return openings;
}

std::string to_json(const storage::Opening& opening) {
    std::string out = "{\"seq\":" + std::to_string(opening.seq) + ",\"r\":\"" +
                      storage::base64(opening.opened.r) + "\",\"plaintext\":\"" +
                      storage::base64(opening.opened.plaintext) + '"';
    const auto text = events::decode_text(opening.opened.plaintext);
    const auto add = [&out](const char* name, const std::string& value) {
        if (value.empty()) return;
        out += std::string(",\"") + name + "\":";
        events::append_json_string(out, value);
    };
    if (text) {
        add("title", text->title);
        add("body", text->body);
        add("url", text->url);
        add("place", text->place);
        add("name", text->name);
        if (text->conclusion) {
            add("said_for", text->conclusion->said_for);
            add("said_against", text->conclusion->said_against);
            add("left_open", text->conclusion->left_open);
        }
        if (!text->phases.empty()) out += ",\"phases\":[";
        for (std::size_t i = 0; i < text->phases.size(); ++i) {
            if (i > 0) out += ',';
            events::append_json_string(out, text->phases[i]);
        }
        if (!text->phases.empty()) out += ']';
    }
    return out + '}';
}

}  // namespace imaginons::projections
