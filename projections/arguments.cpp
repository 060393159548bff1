// Arguments, replies and sources, and how many of them their proposal and project show.
#include "projections/consume.hpp"
#include "projections/rows.hpp"

namespace imaginons::projections {

namespace {

// A project counts the arguments of the proposals that it shows.
void count_shown(Views& views, std::uint32_t position, bool one_more) {
    Proposal& proposal = views.proposals[position];
    if (one_more) {
        ++proposal.shown_arguments;
    } else {
        --proposal.shown_arguments;
    }
    refresh_list_row(views, position);
    if (proposal.project == Proposal::none || proposal.state == State::hidden) return;
    Project& project = views.projects[proposal.project];
    if (one_more) {
        ++project.arguments;
    } else {
        --project.arguments;
    }
}

}  // namespace

void Arguments::apply(Views& views, const Meta& meta, const events::ArgumentAdded& e) {
    const std::uint32_t proposal = position_of(views.proposal_by_id, e.proposal);
    if (proposal == Proposal::none) return;
    const std::uint32_t parent = position_of(views.argument_by_id, e.parent);
    const auto position = static_cast<std::uint32_t>(views.arguments.size());
    if (!views.argument_by_id.emplace(events::id_as<events::Id>(e.argument), position).second) {
        return;
    }
    Argument& row = views.arguments.emplace_back();
    row.id = e.argument;
    row.origin = meta.origin;
    row.proposal = proposal;
    row.parent = parent;
    row.author = person_at(views, e.author);
    row.side = e.side;
    row.source = e.source;
    row.created_at_ms = meta.happened_at_ms();
    row.seqs.push_back(meta.seq);
    set_words(row.words, meta, nullptr);
    views.people[row.author].arguments.push_back(position);
    views.proposals[proposal].arguments.push_back(position);
    count_shown(views, proposal, true);
    touch_proposal(views, proposal, meta.seq);
    touch_person(views, row.author, meta.seq);
}

void Arguments::apply(Views& views, const Meta& meta, const events::ContributionHidden& e) {
    if (e.object_kind != events::ObjectKind::argument) return;
    Argument* row = row_of(views.argument_by_id, views.arguments, e.object);
    if (row == nullptr) return;
    row->seqs.push_back(meta.seq);
    touch_proposal(views, row->proposal, meta.seq);
    touch_person(views, row->author, meta.seq);
    if (row->state == State::hidden) return;
    row->state = State::hidden;
    row->hidden_seq = meta.seq;
    count_shown(views, row->proposal, false);
}

}  // namespace imaginons::projections
