// Rows of the past: see as_it_was.hpp.
#include "projections/as_it_was.hpp"

#include <algorithm>
#include <cassert>

#include "projections/apply.hpp"
#include "projections/queries.hpp"
#include "projections/rows.hpp"
#include "projections/words.hpp"
#include "storage/log.hpp"

namespace imaginons::projections {

namespace {

using Seqs = std::vector<std::uint64_t>;

void take_until(Seqs& into, const Seqs& stream, std::uint64_t position) {
    into.insert(into.end(), stream.begin(),
                std::lower_bound(stream.begin(), stream.end(), position));
}

// An event that links a proposal and a project stands in the streams of both.
void sort_each_once(Seqs& seqs) {
    std::sort(seqs.begin(), seqs.end());
    seqs.erase(std::unique(seqs.begin(), seqs.end()), seqs.end());
}

bool existed(const Seqs& stream, std::uint64_t position) {
    return !stream.empty() && stream.front() < position;
}

void take_name(Recall& into, const Views& views, std::uint32_t person) {
    into.names.push_back({views.people[person].id, views.people[person].pseudonym});
}

void take_names(Recall& into, const Views& views, const Proposal& proposal) {
    take_name(into, views, proposal.author);
    const Writing* writing = writing_of(views, proposal);
    if (writing == nullptr) return;
    for (const std::uint32_t person : writing->co_authors) take_name(into, views, person);
}

void take_labels(Recall& into, const Views& views) {
    into.themes = views.themes.labels;
    into.districts = views.districts.labels;
}

template <class Row>
void take_wordless(Recall& into, const Row& row) {
    const bool gone = row.words.seq != 0 && !row.words.opened;
    if (gone) into.wordless.push_back(events::id_as<events::Id>(row.id));
}

template <class Row>
void take_limits(Recall& into, const Row& row) {
    if (row.state == State::hidden) into.hidden.push_back(events::id_as<events::Id>(row.id));
    take_wordless(into, row);
}

template <class Row>
void take_questions(Recall& into, const Views& views, const Row& row, std::uint64_t position) {
    for (const std::uint32_t at : row.questions) {
        const Question& question = views.questions[at];
        if (!existed(question.seqs, position)) continue;
        take_until(into.seqs, question.seqs, position);
        take_name(into, views, question.author);
        take_limits(into, question);
    }
}

void take_project(Recall& into, const Views& views, const Project& project,
                  std::uint64_t position) {
    take_until(into.seqs, project.seqs, position);
    take_wordless(into, project);
    if (project.owner_kind == events::OwnerKind::person) take_name(into, views, project.owner);
}

// Whether somebody who looked at the list of open proposals then would have seen it. No act follows
// a withdrawal but hiding.
bool was_open(const Proposal& proposal, std::uint64_t position) {
    return proposal.state == State::submitted ||
           (proposal.state == State::withdrawn && proposal.acts.back() >= position);
}

}  // namespace

Recall recall(const Views& views, const Proposal& proposal, std::uint64_t position) {
    Recall out;
    if (proposal.project != Proposal::none) {
        take_project(out, views, views.projects[proposal.project], position);
    }
    take_until(out.seqs, proposal.seqs, position);
    take_names(out, views, proposal);
    take_labels(out, views);
    take_limits(out, proposal);
    for (const std::uint32_t at : proposal.arguments) {
        const Argument& argument = views.arguments[at];
        if (!existed(argument.seqs, position)) continue;
        take_until(out.seqs, argument.seqs, position);
        take_name(out, views, argument.author);
        take_limits(out, argument);
    }
    take_questions(out, views, proposal, position);
    sort_each_once(out.seqs);
    return out;
}

ProposalsThen proposals_then(const Views& views, const Project& project, std::uint64_t position,
                             std::size_t most) {
    ProposalsThen out;
    for (auto row = project.proposals.rbegin(); row != project.proposals.rend(); ++row) {
        const Proposal& proposal = views.proposals[*row];
        if (!existed(proposal.acts, position)) continue;
        ++out.submitted;
        if (!was_open(proposal, position) || proposal.amending != Proposal::none) continue;
        auto& count = proposal.kind == Kind::statement ? out.statements : out.proposals;
        if (++count <= most) out.newest.push_back(*row);
    }
    return out;
}

Recall recall(const Views& views, const Project& project, const ProposalsThen& shown,
              std::uint64_t position) {
    Recall out;
    take_project(out, views, project, position);
    take_labels(out, views);
    take_questions(out, views, project, position);
    const auto take = [&](const Proposal& proposal) {
        take_until(out.seqs, proposal.acts, position);
        take_names(out, views, proposal);
        take_limits(out, proposal);
    };
    for (const std::uint32_t row : shown.newest) take(views.proposals[row]);
    // Those that it carries out may be free-standing, or another project's.
    for (const events::ProposalId& id : project.taken_up) {
        const Proposal* proposal = row_of(views.proposal_by_id, views.proposals, id);
        if (proposal != nullptr) take(*proposal);
    }
    sort_each_once(out.seqs);
    return out;
}

Past::Past(Recall recall, const storage::Log& log, const storage::Vault* vault)
    : recall_(std::move(recall)), log_(log), vault_(vault) {
    views_.themes.labels = recall_.themes;
    views_.districts.labels = recall_.districts;
}

const Views& Past::at(std::uint64_t position) {
    assert(position >= views_.position && "the past is told forwards");
    apply_until(position);
    views_.position = position;
    leave_out();
    if (vault_ != nullptr) {
        open_all(views_, log_, *vault_, 1);
        leave_out_unopened();
    }
    name_people();
    return views_;
}

void Past::apply_until(std::uint64_t position) {
    storage::RecordReader records = log_.records();
    for (; applied_ < recall_.seqs.size() && recall_.seqs[applied_] < position; ++applied_) {
        const std::uint64_t seq = recall_.seqs[applied_];
        const auto record = records.find(seq);
        if (!record) throw storage::Damaged(seq, "the record is missing");
        apply(views_, {seq, record->event, nullptr});
    }
}

void Past::name_people() {
    for (const Recall::Name& name : recall_.names) {
        const std::uint32_t person = position_of(views_.person_by_id, name.person);
        if (person != Proposal::none) views_.people[person].pseudonym = name.pseudonym;
    }
}

// A version that went with the account of who wrote it, while another's stands today.
void Past::leave_out_unopened() {
    for (Proposal& row : views_.proposals) {
        if (row.words.seq != 0 && !row.words.opened) erase_words(row.words);
    }
}

// Before words are opened: rows that note no event with their words stay without.
void Past::leave_out() {
    for (const events::Id& id : recall_.wordless) {
        if (Project* row = row_of(views_.project_by_id, views_.projects, id)) {
            erase_words_of(views_, *row);
            for (Conclusion& conclusion : views_.conclusions) erase_words(conclusion);
        }
        if (Proposal* row = row_of(views_.proposal_by_id, views_.proposals, id)) {
            erase_words(row->words);
            row->reason_seq = 0;
        }
        Argument* row = row_of(views_.argument_by_id, views_.arguments, id);
        if (row != nullptr) erase_words(row->words);
        Question* question = row_of(views_.question_by_id, views_.questions, id);
        if (question != nullptr) erase_words(question->words);
    }
    for (const events::Id& id : recall_.hidden) {
        if (Proposal* row = row_of(views_.proposal_by_id, views_.proposals, id)) {
            row->words = {};
            row->reason_seq = 0;
            row->state = State::hidden;
        }
        if (Question* row = row_of(views_.question_by_id, views_.questions, id)) {
            row->words = row->answer = {};
            row->state = State::hidden;
        }
        Argument* row = row_of(views_.argument_by_id, views_.arguments, id);
        if (row == nullptr) continue;
        row->words = {};
        if (row->state != State::hidden) --views_.proposals[row->proposal].shown_arguments;
        row->state = State::hidden;
    }
}

std::uint64_t position_at(const storage::Log& log, std::uint64_t end, std::int64_t time_ms) {
    std::uint64_t from = 0;
    while (from < end) {
        const std::uint64_t middle = from + (end - from) / 2;
        if (recorded_at_ms(log, middle) <= time_ms) {
            from = middle + 1;
        } else {
            end = middle;
        }
    }
    return from;
}

std::int64_t recorded_at_ms(const storage::Log& log, std::uint64_t seq) {
    const auto event = log.event_at(seq);
    if (!event) throw storage::Damaged(seq, "the record is missing");
    return events::event_in(*event).recorded_at();
}

}  // namespace imaginons::projections
