// Pages of one thing: a project, a proposal with its debate, a person, the charter, and the texts
// that every site has. Rows are copied under the lock; Markdown is rendered after.
#include <algorithm>
#include <functional>

#include "commands/limits.hpp"
#include "events/codec.hpp"
#include "http/app_limits.hpp"
#include "http/argument_sort.hpp"
#include "http/catalogue.hpp"
#include "http/conclusion_parts.hpp"
#include "http/errors.hpp"
#include "http/following.hpp"
#include "http/hidden.hpp"
#include "http/labels.hpp"
#include "http/markdown.hpp"
#include "http/meeting_parts.hpp"
#include "http/moment.hpp"
#include "http/page_parts.hpp"
#include "http/pages/limits.hpp"
#include "http/pages_handlers.hpp"
#include "http/point_text.hpp"
#include "http/project_parts.hpp"
#include "http/question_parts.hpp"
#include "http/receipts.hpp"
#include "http/writing_parts.hpp"

namespace imaginons::http::site {

namespace {

using projections::Views;

constexpr std::size_t excerpt = pages::limits::excerpt_characters;

pages::Stance stance_of(events::Stance stance) {
    switch (stance) {
        case events::Stance::unset: return pages::Stance::none;
        case events::Stance::for_: return pages::Stance::in_favour;
        case events::Stance::neutral: return pages::Stance::neutral;
        case events::Stance::against: return pages::Stance::against;
    }
    return pages::Stance::none;
}

// --- project

// The words of a project that become HTML once the lock is let go.
struct ProjectTexts {
    std::string body;
    std::vector<std::string> news;
    std::vector<QuestionTexts> questions;
    std::vector<events::Conclusion> conclusions;
};

void fill_phases(pages::ProjectPage& page, const projections::Project& project) {
    page.phases = phases_of(project);
    page.has_current_phase = project.current_phase < page.phases.size();
    page.current_phase = project.current_phase;
}

void fill_progress(pages::ProjectPage& page, ProjectTexts& texts,
                   const projections::Project& project) {
    for (const projections::Milestone& milestone : project.milestones)
        page.milestones.push_back(milestone_of(milestone));
    for (auto news = project.news.rbegin(); news != project.news.rend(); ++news) {
        page.news.push_back(
            {events::to_text(news->id), news->words.title, {}, news->published_at_ms});
        texts.news.push_back(news->words.body);
    }
}

// The accepted proposals that it carries out, with what the city answered.
void fill_taken_up(pages::ProjectPage& page, Shown& shown, const Views& views,
                   const projections::Project& project, const Delay& delay) {
    for (const events::ProposalId& id : project.taken_up) {
        const projections::Proposal* proposal = projections::find(views, id);
        if (proposal == nullptr || proposal->state == projections::State::hidden) continue;
        shown.proposal(views, position_of(views.proposals, proposal));
        pages::TakenUp& line = page.taken_up.emplace_back();
        line.proposal = proposal_row(views, *proposal, delay, false);
        const auto* answering = projections::answering_of(views, *proposal);
        if (answering == nullptr || answering->answers.empty()) continue;
        line.answered_at = answering->answers.back().at_ms;
        line.verdict = answering->answers.back().words.title;
    }
}

void fill_lists(pages::ProjectPage& page, const Views& views, const projections::Project& project,
                const Delay& delay) {
    for (auto row = project.proposals.rbegin(); row != project.proposals.rend(); ++row) {
        const projections::Proposal& proposal = views.proposals[*row];
        if (proposal.state != projections::State::submitted) continue;
        if (proposal.amending != no_row) continue;
        const bool statement = proposal.kind == projections::Kind::statement;
        auto& rows = statement ? page.statements : page.proposals;
        ++(statement ? page.statement_count : page.proposal_count);
        if (rows.size() < limits::home_rows)
            rows.push_back(proposal_row(views, proposal, delay, false));
    }
    for (const auto& item :
         projections::feed(views, project.id, ~std::uint64_t{0}, limits::home_feed_rows)) {
        page.feed.push_back(feed_item(views, item));
    }
}

// The next few or, if none is to come, the latest.
void fill_meetings(pages::ProjectPage& page, Visit& visit, const Views& views,
                   const projections::Project& project) {
    page.meeting_count = project.meetings.size();
    page.can_announce = !page.erased && may_speak_for(views, visit, project);
    if (page.meeting_count == 0) return;
    auto rows = projections::meetings_to_come(views, &project, visit.now_ms);
    page.meetings_to_come = !rows.empty();
    if (rows.empty()) rows = projections::meetings_past(views, &project, visit.now_ms);
    for (const std::uint32_t row : rows) {
        if (page.meetings.size() == limits::meetings_of_project) return;
        visit.shown.meeting(views, row);
        page.meetings.push_back(meeting_row(views, views.meetings[row], visit.now_ms, false));
    }
}

void fill(pages::ProjectPage& page, ProjectTexts& texts, const Visit& visit, const Views& views,
          const projections::Project& project) {
    page.id = events::to_text(project.id);
    page.title = project.words.title;
    page.excerpt = plain_excerpt(project.words.body, excerpt);
    texts.body = project.words.body;
    page.by_city = project.owner_kind != events::OwnerKind::person;
    if (!page.by_city) {
        page.owner = person_name(views, project.owner);
        page.is_owner = visit.who && visit.who->person == views.people[project.owner].id;
    }
    page.level = level_of(project.level);
    page.themes = theme_names(views, project.labels);
    page.district = district_name(views, project.labels);
    page.support_only = project.stance_choice == events::StanceChoice::support_only;
    fill_phases(page, project);
    fill_progress(page, texts, project);
    page.facts = project.seqs.size();
    page.stances = project.stances;
    page.opened_at = project.opened_at_ms;
    page.today = today(visit.now_ms);
    page.erased = project.words.erased;
    page.can_propose = takes_ideas(project);
    fill_questions(page.questions, texts.questions, visit, views, project, page.past.position != 0);
    fill_conclusions(page.conclusions, texts.conclusions, visit, views, project,
                     page.past.position != 0);
}

// --- proposal

struct ArgumentDraft {
    pages::Reply said;  // what arguments and replies have in common; its replies are filled last
    pages::Side side = pages::Side::beside;
    std::string body;
    std::size_t parent = std::string::npos;  // among the drafts
};

// What of a proposal's page has to wait until the lock is let go.
struct ProposalDraft {
    CourseDraft course;
    std::string body;
    std::string reason;
    WritingDraft writing;
    std::vector<QuestionTexts> questions;
    std::vector<events::Conclusion> conclusions;
    std::vector<ArgumentDraft> arguments;
    std::uint64_t own_seq = 0;  // of the event with the visitor's own stance, if own_is_older
    bool own_is_older = false;
};

std::uint32_t own_token(const Visit& visit, const Views& views, const events::Id& scope) {
    if (!visit.who) return events::TokenTable::none;
    const auto token = visit.app.engine.stance_token(scope, visit.who->person);
    return token ? views.tokens.find(*token) : events::TokenTable::none;
}

void fill_arguments(ProposalDraft& draft, pages::ProposalPage& page, const Views& views,
                    const projections::Proposal& proposal, std::uint32_t token) {
    std::unordered_map<std::uint32_t, std::size_t> drafts;  // by row
    for (const std::uint32_t row : proposal.arguments) {
        const projections::Argument& argument = views.arguments[row];
        ArgumentDraft one;
        one.said.id = events::to_text(argument.id);
        one.said.author = person_name(views, argument.author);
        // Hidden with its proposal, in a page of the past.
        one.said.state = is_shown(views, argument) ? state_of(argument.state, argument.words)
                                                   : pages::ContributionState::hidden;
        one.side = side_of(argument.side);
        one.said.at = argument.created_at_ms;
        if (one.said.state == pages::ContributionState::open) {
            one.body = argument.words.body;
            one.said.source_url = argument.words.url;
            one.said.source_title =
                argument.words.title.empty() ? argument.words.url : argument.words.title;
            one.said.useful = argument.tally.for_;
            one.said.found_useful = token != events::TokenTable::none &&
                                    argument.stances.find(token) == events::Stance::for_;
        }
        if (const auto parent = drafts.find(argument.parent); parent != drafts.end())
            one.parent = parent->second;
        drafts.emplace(row, draft.arguments.size());
        draft.arguments.push_back(std::move(one));
    }
    page.argument_count = proposal.shown_arguments;
}

// Of current stances, those given since the present words were written.
std::uint64_t on_this_version(const projections::Proposal& proposal) {
    if (proposal.version == 1)
        return proposal.tally.for_ + proposal.tally.neutral + proposal.tally.against;
    const auto edit =
        std::lower_bound(proposal.seqs.begin(), proposal.seqs.end(), proposal.words.seq);
    const auto since = static_cast<std::uint32_t>(edit - proposal.seqs.begin());
    std::uint64_t count = 0;
    proposal.stances.for_each(
        [&](std::uint32_t, events::Stance, std::uint32_t position) { count += position > since; });
    return count;
}

void fill_own(pages::ProposalPage& page, ProposalDraft& draft,
              const projections::Proposal& proposal, std::uint32_t token) {
    if (token == events::TokenTable::none) return;
    page.own = stance_of(proposal.stances.find(token));
    if (page.own == pages::Stance::none) return;
    page.own_version = proposal.version;
    draft.own_seq = proposal.seqs[proposal.stances.stream_position(token)];
    draft.own_is_older = proposal.version > 1 && draft.own_seq < proposal.words.seq;
}

void fill_phase(pages::ProposalPage& page, const projections::Project& project) {
    using commands::Contribution;
    const std::size_t current = project.current_phase;
    if (current < project.words.phases.size()) page.phase.title = project.words.phases[current];
    page.phase.allows_wording = allows(project, Contribution::wording);
    page.phase.allows_arguments = allows(project, Contribution::argument);
    page.phase.allows_stances = allows(project, Contribution::stance);
}

void fill_others(pages::ProposalPage& page, Shown& shown, const Views& views,
                 const projections::Proposal& proposal, const Delay& delay) {
    if (proposal.project == no_row) return;
    const projections::Project& project = views.projects[proposal.project];
    page.project_id = events::to_text(project.id);
    page.project_title = project.words.title;
    fill_phase(page, project);
    shown.proposals_of(views, proposal.project);
    shown.phase_of(views, proposal.project);
    for (auto row = project.proposals.rbegin(); row != project.proposals.rend(); ++row) {
        const projections::Proposal& other = views.proposals[*row];
        if (other.id == proposal.id || other.kind != proposal.kind) continue;
        if (other.state != projections::State::submitted) continue;
        shown.title_of(views, *row);
        page.others.push_back(proposal_row(views, other, delay, false));
        if (page.others.size() == limits::side_rows) return;
    }
}

void fill(pages::ProposalPage& page, ProposalDraft& draft, Visit& visit, const Views& views,
          const projections::Proposal& proposal, const Delay& delay) {
    page.id = events::to_text(proposal.id);
    page.statement = proposal.kind == projections::Kind::statement;
    page.title = title_of(proposal);
    page.excerpt = plain_excerpt(proposal.words.body, excerpt);
    if (!page.statement) draft.body = proposal.words.body;
    page.state = state_of(proposal.state, proposal.words);
    draft.course = course_of(views, proposal, delay);
    page.may_answer = may_answer(views, visit, proposal);
    draft.reason = proposal.reason;
    page.author = person_name(views, proposal.author);
    fill_writing(page, draft.writing, visit, views, proposal);
    if (page.state != pages::ContributionState::hidden) {
        page.themes = theme_names(views, proposal.labels);
        page.district = district_name(views, proposal.labels);
    }
    page.point = map_point(projections::shown_point(proposal));
    page.origin = proposal.origin;
    page.created_at = proposal.created_at_ms;
    page.edited_at = proposal.edited_at_ms;
    page.version = proposal.version;
    page.tally = tally_of(proposal.tally, support_only(views, proposal));
    page.superseded = proposal.tally.superseded;
    page.on_this_version = on_this_version(proposal);
    const std::uint32_t token = own_token(visit, views, projections::scope_of(views, proposal));
    fill_own(page, draft, proposal, token);
    fill_arguments(draft, page, views, proposal, token);
    fill_questions(page.questions, draft.questions, visit, views, proposal,
                   page.past.position != 0);
    fill_conclusions(page.conclusions, draft.conclusions, visit, views, proposal,
                     page.past.position != 0);
    fill_others(page, visit.shown, views, proposal, delay);
    page.form.proposal_id = page.id;
    page.form.proposal_title = page.title;
    page.form.body.limit = commands::limits::argument_chars;
    page.form.source_title.limit = commands::limits::title_chars;
}

// Renders the drafts and hangs each reply under what it replies to. Parents come before their
// replies.
void finish_arguments(pages::ProposalPage& page, std::vector<ArgumentDraft>& drafts) {
    const bool in_past = page.past.position != 0;
    for (ArgumentDraft& draft : drafts) {
        if (!draft.body.empty()) draft.said.body = render_markdown(draft.body);
    }
    for (std::size_t i = drafts.size(); i-- > 0;) {
        ArgumentDraft& draft = drafts[i];
        std::reverse(draft.said.replies.begin(), draft.said.replies.end());
        // What is hidden keeps its place only as long as somebody has replied to it; in the past,
        // so that one sees that it was there.
        const bool hidden = draft.said.state == pages::ContributionState::hidden;
        if (hidden && !in_past && draft.said.replies.empty()) continue;
        if (draft.parent != std::string::npos) {
            drafts[draft.parent].said.replies.push_back(std::move(draft.said));
            continue;
        }
        pages::Argument argument;
        argument.id = std::move(draft.said.id);
        argument.author = std::move(draft.said.author);
        argument.side = draft.side;
        argument.body = std::move(draft.said.body);
        argument.source_url = std::move(draft.said.source_url);
        argument.source_title = std::move(draft.said.source_title);
        argument.at = draft.said.at;
        argument.state = draft.said.state;
        argument.useful = draft.said.useful;
        argument.found_useful = draft.said.found_useful;
        argument.replies = std::move(draft.said.replies);
        page.arguments.push_back(std::move(argument));
    }
    std::reverse(page.arguments.begin(), page.arguments.end());
    sort_arguments(page.arguments, page.argument_sort);
}

void finish_texts(pages::ProposalPage& page, ProposalDraft& draft) {
    page.body = render_markdown(draft.body, 2);
    page.course = finish(std::move(draft.course));
    if (!draft.reason.empty()) page.withdrawal_reason = render_markdown(draft.reason);
    finish_arguments(page, draft.arguments);
    finish_questions(page.questions, draft.questions);
    finish_conclusions(page.conclusions, draft.conclusions);
}

void finish_texts(pages::ProjectPage& page, const ProjectTexts& texts) {
    page.body = render_markdown(texts.body, 3);
    for (std::size_t i = 0; i < texts.news.size(); ++i)
        page.news[i].body = render_markdown(texts.news[i], 4);
    finish_questions(page.questions, texts.questions);
    finish_conclusions(page.conclusions, texts.conclusions);
}

// "Your stance is recorded": only for the stance of who looks, on this proposal, at the position
// that the form led to.
void note_receipt(pages::ProposalPage& page, const Visit& visit, const events::ProposalId& id) {
    const auto seq = done_seq(visit);
    const auto bytes = seq ? own_event(visit, *seq) : std::nullopt;
    if (!bytes) return;
    const auto* taken = events::event_in(*bytes).payload_as_StanceTaken();
    if (taken == nullptr || !(*taken->object() == events::id_as<events::Id>(id))) return;
    page.receipt = receipt_stub(*seq, *bytes);
    page.receipt_stance = stance_of(taken->stance());
}

void note_own_version(pages::ProposalPage& page, const ProposalDraft& draft, const Visit& visit) {
    if (!draft.own_is_older) return;
    const auto bytes = visit.app.store.log.event_at(draft.own_seq);
    if (!bytes) return;
    const auto* taken = events::event_in(*bytes).payload_as_StanceTaken();
    if (taken != nullptr) page.own_version = taken->version();
}

// --- as it was

// Rows of the past are shown as to a visitor: nobody can act on them, and what they are made of is
// noted by who asks for them.
Visit visit_of_past(const Visit& visit) {
    Visit past = visit;
    past.who.reset();
    past.shown = {};
    return past;
}

Reply proposal_as_it_was(Visit& visit, const events::ProposalId& id, std::string_view at) {
    const std::string path = "/proposals/" + events::to_text(id);
    Response refused;
    const auto moment = moment_of_page(visit, at, path, refused);
    if (!moment) return refused;
    std::optional<std::uint64_t> first_seq;
    projections::Recall recall;
    pages::Chrome chrome;
    visit.app.views.read([&](const Views& views) {
        const projections::Proposal* proposal = projections::find(views, id);
        if (proposal == nullptr) return;
        first_seq = proposal->seqs.front();
        recall = projections::recall(views, *proposal, moment->position);
        visit.shown.proposal(views, position_of(views.proposals, proposal));
        chrome = chrome_in(views, visit, pages::Nav::proposals);
    });
    if (!first_seq) return error_page(visit, pages::Problem::not_found);
    if (*first_seq >= moment->position) return before_page(visit, path, *first_seq);
    const auto tell = [id, moment = *moment, chrome = std::move(chrome)](Visit& asking,
                                                                         projections::Past& past) {
        const Views& views = past.at(moment.position);
        Visit visitor = visit_of_past(asking);
        pages::ProposalPage page;
        ProposalDraft draft;
        page.past = past_moment(moment);
        const Delay delay{asking.app.options.answer_days, today(moment.at_ms)};
        fill(page, draft, visitor, views, *projections::find(views, id), delay);
        finish_texts(page, draft);
        return html(asking, asking.app.templates.render(page, chrome));
    };
    return tell_past(visit, std::move(recall), tell);
}

void fill_ideas_of_then(pages::ProjectPage& page, const Views& views,
                        const projections::Project& project, const projections::ProposalsThen& then,
                        const Delay& delay) {
    for (auto row = project.proposals.rbegin(); row != project.proposals.rend(); ++row) {
        const projections::Proposal& proposal = views.proposals[*row];
        const bool statement = proposal.kind == projections::Kind::statement;
        (statement ? page.statements : page.proposals)
            .push_back(proposal_row(views, proposal, delay, false));
    }
    page.proposal_count = then.proposals;
    page.statement_count = then.statements;
}

Reply project_as_it_was(Visit& visit, const events::ProjectId& id, std::string_view at) {
    const std::string path = "/projects/" + events::to_text(id);
    Response refused;
    const auto moment = moment_of_page(visit, at, path, refused);
    if (!moment) return refused;
    std::optional<std::uint64_t> first_seq;
    projections::ProposalsThen then;
    projections::Recall recall;
    pages::Chrome chrome;
    visit.app.views.read([&](const Views& views) {
        const projections::Project* project = projections::find(views, id);
        if (project == nullptr) return;
        first_seq = project->seqs.front();
        then = projections::proposals_then(views, *project, moment->position, limits::home_rows);
        recall = projections::recall(views, *project, then, moment->position);
        visit.shown.project(views, position_of(views.projects, project));
        chrome = chrome_in(views, visit, pages::Nav::projects);
    });
    if (!first_seq) return error_page(visit, pages::Problem::not_found);
    if (*first_seq >= moment->position) return before_page(visit, path, *first_seq);
    const auto tell = [id, then, moment = *moment, chrome = std::move(chrome)](
                          Visit& asking, projections::Past& past) {
        const Views& views = past.at(moment.position);
        const projections::Project& project = *projections::find(views, id);
        const Visit visitor = visit_of_past(asking);
        pages::ProjectPage page;
        ProjectTexts texts;
        page.past = past_moment(moment);
        fill(page, texts, visitor, views, project);
        page.today = today(moment.at_ms);
        page.can_propose = false;
        const Delay delay{asking.app.options.answer_days, page.today};
        fill_ideas_of_then(page, views, project, then, delay);
        Shown unused;
        fill_taken_up(page, unused, views, project, delay);
        finish_texts(page, texts);
        return html(asking, asking.app.templates.render(page, chrome));
    };
    return tell_past(visit, std::move(recall), tell);
}

// The projects that take it up are named on its page.
void show_projects(Shown& shown, const Views& views, const projections::Proposal& proposal) {
    const auto* answering = projections::answering_of(views, proposal);
    if (answering == nullptr) return;
    for (const events::ProjectId& id : answering->projects) {
        const auto* project = projections::find(views, id);
        if (project != nullptr) shown.project(views, position_of(views.projects, project));
    }
}

// --- people

pages::Role role_of(events::Role role) {
    switch (role) {
        case events::Role::unset:
        case events::Role::observer: return pages::Role::observer;
        case events::Role::administrator: return pages::Role::administrator;
        case events::Role::agent: return pages::Role::agent;
        case events::Role::moderator: return pages::Role::moderator;
        case events::Role::editor: return pages::Role::editor;
    }
    return pages::Role::observer;
}

void fill_roles(pages::PersonPage& page, std::vector<std::string>& reasons, Shown& shown,
                const Views& views, const projections::Person& person) {
    for (const projections::HeldRole& held : person.roles) {
        pages::PersonRole& role = page.roles.emplace_back();
        role.role = role_of(held.role);
        role.since = held.since_ms;
        reasons.push_back(held.reason.body);
        const projections::Project* project = projections::find(views, held.scope);
        if (project == nullptr) continue;
        role.project_id = events::to_text(project->id);
        role.project_title = project->words.title;
        shown.project(views, position_of(views.projects, project));
    }
}

Reply static_page(Visit& visit, pages::StaticText text) {
    visit.app.views.read([&](const Views& views) { visit.shown.everything(views); });
    return html(visit, visit.app.templates.render(pages::StaticPage{text},
                                                  chrome_of(visit, pages::Nav::none)));
}

}  // namespace

Reply project(Visit& visit) {
    const auto id = events::parse_id<events::ProjectId>(visit.captures[0]);
    if (const auto at = query_parameter(visit, "at"); id && at) {
        return project_as_it_was(visit, *id, *at);
    }
    pages::ProjectPage page;
    ProjectTexts texts;
    pages::Chrome chrome;
    const storage::Following own = following_of(visit);
    const bool found = id && visit.app.views.read([&](const Views& views) {
        const projections::Project* project = projections::find(views, *id);
        if (project == nullptr) return false;
        visit.shown.project(views, position_of(views.projects, project));
        visit.shown.today();
        fill(page, texts, visit, views, *project);
        fill_lists(page, views, *project, delay_of(visit));
        fill_taken_up(page, visit.shown, views, *project, delay_of(visit));
        fill_meetings(page, visit, views, *project);
        if (!page.erased) {
            page.follow = follow_button(views, visit, own, storage::FollowedKind::project,
                                        events::id_as<events::Id>(*id));
        }
        chrome = chrome_in(views, visit, pages::Nav::projects);
        return true;
    });
    if (!found) return error_page(visit, pages::Problem::not_found);
    finish_texts(page, texts);
    note_done(chrome, visit);
    return html(visit, visit.app.templates.render(page, chrome));
}

Reply proposal(Visit& visit) {
    const auto id = events::parse_id<events::ProposalId>(visit.captures[0]);
    if (const auto at = query_parameter(visit, "at"); id && at) {
        return proposal_as_it_was(visit, *id, *at);
    }
    pages::ProposalPage page;
    ProposalDraft draft;
    pages::Chrome chrome;
    bool hidden = false;
    const storage::Following own = following_of(visit);
    const bool found = id && visit.app.views.read([&](const Views& views) {
        const projections::Proposal* proposal = projections::find(views, *id);
        if (proposal == nullptr) return false;
        hidden = proposal->state == projections::State::hidden;
        if (hidden) return true;
        visit.shown.proposal(views, position_of(views.proposals, proposal));
        visit.shown.today();
        fill(page, draft, visit, views, *proposal, delay_of(visit));
        show_projects(visit.shown, views, *proposal);
        if (page.state == pages::ContributionState::open ||
            page.state == pages::ContributionState::withdrawn) {
            page.follow = follow_button(views, visit, own, storage::FollowedKind::proposal,
                                        events::id_as<events::Id>(*id));
        }
        chrome = chrome_in(views, visit, pages::Nav::proposals);
        return true;
    });
    if (!found) return error_page(visit, pages::Problem::not_found);
    if (hidden) return hidden_page(visit, *id);
    page.argument_sort = asked_sort(visit);
    finish_texts(page, draft);
    finish_writing(page, draft.writing, visit.app);
    page.amendment.seen_older = query_value(visit, "seen") == "older";
    note_own_version(page, draft, visit);
    note_receipt(page, visit, *id);
    note_done(chrome, visit);
    return html(visit, visit.app.templates.render(page, chrome));
}

Reply person(Visit& visit) {
    std::vector<std::string> reasons;
    const auto id = events::parse_id<events::PersonId>(visit.captures[0]);
    pages::PersonPage page;
    pages::Chrome chrome;
    const storage::Following own = following_of(visit);
    const bool found = id && visit.app.views.read([&](const Views& views) {
        const projections::Person* row = projections::find(views, *id);
        // Somebody who was erased has no page any more.
        if (row == nullptr || row->pseudonym.empty()) return false;
        visit.shown.person(views, position_of(views.people, row));
        visit.shown.today();
        page.id = events::to_text(row->id);
        page.pseudonym = row->pseudonym;
        page.joined_at = row->joined_at_ms;
        page.self = visit.who && visit.who->person == row->id;
        if (!page.self) {
            page.follow = follow_button(views, visit, own, storage::FollowedKind::person,
                                        events::id_as<events::Id>(*id));
        }
        fill_roles(page, reasons, visit.shown, views, *row);
        for (auto at = row->proposals.rbegin(); at != row->proposals.rend(); ++at) {
            const projections::Proposal& proposal = views.proposals[*at];
            if (proposal.state == projections::State::hidden) continue;
            ++page.proposal_count;
            if (page.proposals.size() < limits::page_rows)
                page.proposals.push_back(proposal_row(views, proposal, delay_of(visit)));
        }
        for (auto at = row->arguments.rbegin(); at != row->arguments.rend(); ++at) {
            const projections::Argument& argument = views.arguments[*at];
            const projections::Proposal& about = views.proposals[argument.proposal];
            if (!is_shown(views, argument)) continue;
            ++page.argument_count;
            if (page.arguments.size() == limits::page_rows) continue;
            page.arguments.push_back({events::to_text(argument.id), events::to_text(about.id),
                                      title_of(about), side_of(argument.side),
                                      plain_excerpt(argument.words.body, excerpt),
                                      argument.created_at_ms});
        }
        chrome = chrome_in(views, visit, pages::Nav::none);
        return true;
    });
    if (!found) return error_page(visit, pages::Problem::not_found);
    for (std::size_t i = 0; i < reasons.size(); ++i)
        page.roles[i].reason = render_markdown(reasons[i]);
    note_done(chrome, visit);
    return html(visit, visit.app.templates.render(page, chrome));
}

Reply charter(Visit& visit) {
    visit.app.views.read([&](const Views& views) { visit.shown.everything(views); });
    pages::CharterPage page = charter_page(visit);
    const pages::Chrome chrome = chrome_of(visit, pages::Nav::none);
    page.next = safe_next(query_value(visit, "next"));
    return html(visit, visit.app.templates.render(page, chrome));
}

Reply accessibility(Visit& visit) {
    return static_page(visit, pages::StaticText::accessibility);
}
Reply privacy(Visit& visit) {
    return static_page(visit, pages::StaticText::privacy);
}
Reply legal(Visit& visit) {
    return static_page(visit, pages::StaticText::legal);
}
Reply site_plan(Visit& visit) {
    return static_page(visit, pages::StaticText::sitemap);
}

}  // namespace imaginons::http::site
