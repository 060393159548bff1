// Former words are the log's: the read models keep those in force.
#include "http/writing_parts.hpp"

#include "http/app_limits.hpp"
#include "http/hidden.hpp"
#include "http/markdown.hpp"
#include "http/page_parts.hpp"
#include "http/pages/limits.hpp"
#include "http/project_parts.hpp"
#include "projections/history.hpp"
#include "projections/words.hpp"

namespace imaginons::http {

using projections::Amending;
using projections::Proposal;
using projections::Views;

namespace {

pages::AmendmentState state_of(const Proposal& amendment, const Amending& amending) {
    switch (amending.state) {
        case Amending::State::open: break;
        case Amending::State::accepted: return pages::AmendmentState::accepted;
        case Amending::State::refused: return pages::AmendmentState::refused;
    }
    return amendment.state == projections::State::withdrawn ? pages::AmendmentState::withdrawn
                                                            : pages::AmendmentState::open;
}

// Why it is proposed: the first argument for it, by who proposes it.
std::string why(const Views& views, const Proposal& amendment) {
    if (amendment.arguments.empty()) return {};
    const projections::Argument& first = views.arguments[amendment.arguments.front()];
    const bool own = first.author == amendment.author && is_shown(views, first);
    return own ? plain_excerpt(first.words.body, pages::limits::excerpt_characters) : std::string();
}

void fill_rows(pages::ProposalPage& page, Visit& visit, const Views& views,
               const Proposal& proposal) {
    for (auto at = proposal.amendments.rbegin(); at != proposal.amendments.rend(); ++at) {
        const Proposal& row = views.proposals[*at];
        const Amending* amending = projections::amending_of(views, row);
        if (amending == nullptr || row.state == projections::State::hidden) continue;
        ++page.amendment_count;
        if (page.amendments.size() == limits::page_rows) continue;
        visit.shown.proposal(views, *at);
        const auto state = state_of(row, *amending);
        const bool moved =
            state == pages::AmendmentState::open && amending->version != proposal.version;
        page.amendments.push_back({events::to_text(row.id), person_name(views, row.author), state,
                                   moved, why(views, row), row.created_at_ms, row.tally.for_});
    }
}

void fill_panel(pages::ProposalPage& page, WritingDraft& draft, Visit& visit, const Views& views,
                const Proposal& amendment) {
    const Amending* amending = projections::amending_of(views, amendment);
    const Proposal* amended = projections::find(views, amendment.amends);
    if (amending == nullptr || amended == nullptr) return;
    visit.shown.proposal(views, position_of(views.proposals, amended));
    pages::AmendmentPanel& panel = page.amendment;
    panel.shown = true;
    panel.amended_id = events::to_text(amended->id);
    panel.amended_title =
        amended->state == projections::State::hidden ? std::string() : title_of(*amended);
    panel.state = state_of(amendment, *amending);
    panel.moved = amending->version != amended->version;
    panel.version = amending->version;
    panel.own_version = amendment.version;
    panel.became = amending->became;
    panel.at = amending->at_ms;
    const bool decided = amending->state != Amending::State::open;
    if (decided) panel.by = person_name(views, amending->by);
    const bool can_change = amended->state == projections::State::submitted;
    panel.fixed = amended->project != no_row &&
                  !allows(views.projects[amended->project], commands::Contribution::wording);
    panel.may_decide =
        visit.who && can_change && projections::is_author(views, *amended, visit.who->person);
    panel.may_rebase =
        visit.who && can_change && projections::is_author(views, amendment, visit.who->person);
    page.decided = decided;
    draft.reason = amending->reason.body;
    draft.title = amendment.words.title;
    draft.body = amendment.words.body;
    if (amended->state != projections::State::hidden && amendment.words.opened)
        draft.base = version_of_words(*amended, amending->version);
}

}  // namespace

VersionOfWords version_of_words(const Proposal& proposal, std::uint32_t version) {
    return {version, proposal.version, proposal.acts, proposal.words.title, proposal.words.body};
}

std::optional<events::Text> words_of(const App& app, const VersionOfWords& of) {
    if (of.version == of.current) {
        events::Text words;
        words.title = of.title;
        words.body = of.body;
        return words;
    }
    for (const std::uint64_t seq : of.acts) {
        const auto act = projections::act_at(app.store.log, seq);
        const bool wrote = act && (act->what == projections::Act::What::proposal_submitted ||
                                   act->what == projections::Act::What::proposal_edited);
        if (wrote && act->version == of.version)
            return projections::open_words(app.store.log, &app.store.vault, seq);
    }
    return std::nullopt;
}

void fill_writing(pages::ProposalPage& page, WritingDraft& draft, Visit& visit, const Views& views,
                  const Proposal& proposal) {
    const auto authors = projections::authors_of(views, proposal);
    for (std::size_t i = 1; i < authors.size(); ++i)
        page.co_authors.push_back(person_name(views, authors[i]));
    page.is_author = visit.who && projections::is_author(views, proposal, visit.who->person);
    page.invited = visit.who && projections::is_invited(views, proposal, visit.who->person);
    page.amendable = proposal.kind == projections::Kind::proposal;
    fill_rows(page, visit, views, proposal);
    if (proposal.kind == projections::Kind::amendment)
        fill_panel(page, draft, visit, views, proposal);
}

void finish_writing(pages::ProposalPage& page, const WritingDraft& draft, const App& app) {
    if (!draft.reason.empty()) page.amendment.reason = render_markdown(draft.reason);
    const auto before = draft.base ? words_of(app, *draft.base) : std::nullopt;
    if (!before) return;
    page.amendment.heading = diff_of(before->title, draft.title);
    page.amendment.body = diff_of(before->body, draft.body);
}

}  // namespace imaginons::http
