// Proposals, amendments and statements: words, version, state. Tallies are stances.cpp's, arguments
// arguments.cpp's.
#include <algorithm>

#include "events/point.hpp"
#include "projections/consume.hpp"
#include "projections/rows.hpp"

namespace imaginons::projections {

namespace {

// The new row's position; nothing is made (none) if the id is taken.
std::uint32_t add(Views& views, const Meta& meta, const events::ProposalId& id,
                  const events::ProjectId& project, const events::PersonId& author, Kind kind) {
    const auto position = static_cast<std::uint32_t>(views.proposals.size());
    if (!views.proposal_by_id.emplace(events::id_as<events::Id>(id), position).second) {
        return Proposal::none;
    }
    views.list.emplace_back();
    Proposal& row = views.proposals.emplace_back();
    row.id = id;
    row.origin = meta.origin;
    row.kind = kind;
    row.project = position_of(views.project_by_id, project);
    row.author = person_at(views, author);
    row.created_at_ms = meta.happened_at_ms();
    row.seqs.push_back(meta.seq);
    row.acts.push_back(meta.seq);
    // What came with an import was answered, or not, where it came from.
    if (kind == Kind::proposal && row.origin.empty()) row.waits_since_ms = row.created_at_ms;
    set_words(row.words, meta, nullptr);
    refresh_search(row);
    views.people[row.author].proposals.push_back(position);
    if (row.project != Proposal::none) views.projects[row.project].proposals.push_back(position);
    refresh_list_row(views, position);
    touch_proposal(views, position, meta.seq);
    return position;
}

// Before somebody else's words take its place: what stands goes with the account of who wrote it.
void keep_former(Views& views, std::uint32_t position, std::uint32_t by) {
    const bool alone = views.proposals[position].writing == Proposal::none;
    if (alone && by == views.proposals[position].author) return;
    Writing& writing = writing_at(views, position);
    Proposal& row = views.proposals[position];
    std::erase_if(writing.others, [&](const WrittenVersion& other) { return other.by == by; });
    if (writing.writer == by) return;
    if (!row.words.erased) {
        const std::int64_t at_ms = row.version == 1 ? 0 : row.edited_at_ms;
        writing.others.push_back({writing.writer, row.version, at_ms, std::move(row.words)});
    }
    writing.writer = by;
    std::vector<std::uint32_t>& written = views.people[by].written;
    if (by != row.author && std::find(written.begin(), written.end(), position) == written.end())
        written.push_back(position);
}

}  // namespace

void Proposals::apply(Views& views, const Meta& meta, const events::ProposalSubmitted& e) {
    const Kind kind = e.kind == events::ProposalKind::amendment ? Kind::amendment : Kind::proposal;
    const std::uint32_t position = add(views, meta, e.proposal, e.project, e.author, kind);
    if (position == Proposal::none) return;
    views.proposals[position].labels = labels_in(views, e.themes, e.district, meta.seq);
    views.proposals[position].point = events::point_in(e.point);
    refresh_list_row(views, position);
    if (events::is_nil(e.amends)) return;
    views.proposals[position].amends = e.amends;
    if (e.amends_version != 0) {
        amending_at(views, position).version = e.amends_version;
        refresh_list_row(views, position);
    }
    const std::uint32_t amended = position_of(views.proposal_by_id, e.amends);
    if (amended == Proposal::none) return;
    views.proposals[amended].amendments.push_back(position);
    touch_proposal(views, amended, meta.seq);
}

void Proposals::apply(Views& views, const Meta& meta, const events::StatementAdded& e) {
    add(views, meta, e.statement, e.project, e.author, Kind::statement);
}

void Proposals::apply(Views& views, const Meta& meta, const events::ProposalEdited& e) {
    const std::uint32_t position = own_act(views, meta, e.proposal);
    if (position == Proposal::none) return;
    keep_former(views, position, person_at(views, e.author));
    Proposal& row = views.proposals[position];
    row.version = e.version;
    if (e.amends_version != 0) amending_at(views, position).version = e.amends_version;
    row.edited_at_ms = meta.happened_at_ms();
    row.labels = labels_in(views, e.themes, e.district, meta.seq);
    row.point = events::point_in(e.point);
    set_words(row.words, meta, nullptr);
    refresh_search(row);
    refresh_list_row(views, position);
}

// No line of a feed: a text that stands is no news.
void Proposals::apply(Views& views, const Meta& meta, const events::ProposalPlaced& e) {
    const std::uint32_t position = own_act(views, meta, e.proposal);
    if (position == Proposal::none) return;
    Proposal& row = views.proposals[position];
    row.labels = labels_in(views, e.themes, e.district, meta.seq);
    row.point = events::point_in(e.point);
    refresh_list_row(views, position);
}

void Proposals::apply(Views& views, const Meta& meta, const events::ProposalWithdrawn& e) {
    const std::uint32_t position = own_act(views, meta, e.proposal);
    if (position == Proposal::none) return;
    Proposal& row = views.proposals[position];
    if (row.state == State::submitted) row.state = State::withdrawn;
    row.waits_since_ms = 0;
    const std::uint32_t by = person_at(views, e.author);
    if (by != row.author) writing_at(views, position).withdrawn_by = by;
    row.reason_seq = meta.commitment != nullptr ? meta.seq : 0;
    row.reason = meta.sealed != nullptr ? meta.sealed->body : std::string();
    refresh_list_row(views, position);
}

void Proposals::apply(Views& views, const Meta& meta, const events::ContributionHidden& e) {
    if (e.object_kind != events::ObjectKind::proposal) return;
    const std::uint32_t position =
        own_act(views, meta, events::id_as<events::ProposalId>(e.object));
    if (position == Proposal::none || views.proposals[position].state == State::hidden) return;
    Proposal& row = views.proposals[position];
    row.state = State::hidden;
    row.waits_since_ms = 0;
    refresh_list_row(views, position);
    if (row.project == Proposal::none) return;
    Project& project = views.projects[row.project];
    project.stances -= views.list[position].stances;
    project.arguments -= row.shown_arguments;
}

}  // namespace imaginons::projections
