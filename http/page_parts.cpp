// Words and rows on their way into pages. Bodies become excerpts here, whole texts are rendered by
// who shows them.
#include "http/page_parts.hpp"

#include <algorithm>

#include "events/codec.hpp"
#include "http/app_limits.hpp"
#include "http/catalogue.hpp"
#include "http/errors.hpp"
#include "http/labels.hpp"
#include "http/markdown.hpp"
#include "http/pages/limits.hpp"
#include "http/query.hpp"
#include "http/random.hpp"
#include "http/receipts.hpp"
#include "projections/word_diff.hpp"

namespace imaginons::http {

namespace {

constexpr std::size_t excerpt = pages::limits::excerpt_characters;

bool has_left(const App& app, const events::PersonId& person) {
    return app.views.read([&](const projections::Views& views) {
        const projections::Person* row = projections::find(views, person);
        return row != nullptr && row->erased != events::ErasedWords::unset;
    });
}

// The query without ?done=: what the page is about, not what has just happened.
std::string path_and_query(const Visit& visit) {
    std::string out(visit.path);
    std::string_view rest = visit.request.query;
    char separator = '?';
    while (!rest.empty() && visit.request.method != Method::post) {
        const std::size_t end = std::min(rest.find('&'), rest.size());
        const std::string_view piece = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (piece.empty() || piece.starts_with("done=")) continue;
        out += separator;
        out += piece;
        separator = '&';
    }
    return out;
}

pages::Notice notice_of(const schema::Event& event) {
    using Payload = schema::Payload;
    switch (event.payload_type()) {
        case Payload::ProposalSubmitted:
            return event.payload_as_ProposalSubmitted()->kind() == events::ProposalKind::amendment
                       ? pages::Notice::amendment_proposed
                       : pages::Notice::proposal_published;
        case Payload::CoAuthorInvited: return pages::Notice::co_author_invited;
        case Payload::CoAuthorAccepted: return pages::Notice::co_author_accepted;
        case Payload::CoAuthorLeft: return pages::Notice::co_author_left;
        case Payload::AmendmentAccepted: return pages::Notice::amendment_accepted;
        case Payload::AmendmentRefused: return pages::Notice::amendment_refused;
        case Payload::StatementAdded: return pages::Notice::proposal_published;
        case Payload::ProposalEdited: return pages::Notice::proposal_edited;
        case Payload::ProposalPlaced: return pages::Notice::proposal_placed;
        case Payload::ProposalWithdrawn: return pages::Notice::proposal_withdrawn;
        case Payload::ArgumentAdded:
            return events::is_nil(*event.payload_as_ArgumentAdded()->parent())
                       ? pages::Notice::argument_added
                       : pages::Notice::reply_added;
        // A stance on a proposal is told by a receipt, where the stance is.
        case Payload::StanceTaken:
            return event.payload_as_StanceTaken()->object_kind() == events::ObjectKind::argument
                       ? pages::Notice::argument_useful
                       : pages::Notice::none;
        case Payload::StanceWithdrawn:
            return event.payload_as_StanceWithdrawn()->object_kind() == events::ObjectKind::argument
                       ? pages::Notice::argument_not_useful
                       : pages::Notice::stance_withdrawn;
        case Payload::ProjectOpened: return pages::Notice::project_opened;
        case Payload::ProjectChanged: return pages::Notice::project_changed;
        case Payload::PhaseMoved: return pages::Notice::phase_moved;
        case Payload::NewsPublished: return pages::Notice::news_published;
        case Payload::MilestoneSet: return pages::Notice::milestone_set;
        case Payload::MilestoneReached: return pages::Notice::milestone_reached;
        case Payload::PersonJoined: return pages::Notice::joined;
        case Payload::PersonRenamed: return pages::Notice::renamed;
        case Payload::CharterAccepted: return pages::Notice::charter_accepted;
        case Payload::AnswerDrafted: return pages::Notice::answer_drafted;
        case Payload::AnswerReviewed:
            return event.payload_as_AnswerReviewed()->verdict() == events::ReviewVerdict::approved
                       ? pages::Notice::answer_approved
                       : pages::Notice::answer_sent_back;
        case Payload::AnswerPublished: return pages::Notice::answer_published;
        case Payload::ProposalMoved: return pages::Notice::proposal_moved;
        case Payload::ProposalTakenUp: return pages::Notice::proposal_taken_up;
        case Payload::MeetingAnnounced: return pages::Notice::meeting_announced;
        case Payload::MeetingChanged: return pages::Notice::meeting_changed;
        case Payload::MeetingCancelled: return pages::Notice::meeting_cancelled;
        case Payload::MinutesPublished: return pages::Notice::minutes_published;
        case Payload::RegistrationTaken: return pages::Notice::registration_taken;
        case Payload::RegistrationWithdrawn: return pages::Notice::registration_withdrawn;
        case Payload::QuestionAsked: return pages::Notice::question_asked;
        case Payload::QuestionAnswered: return pages::Notice::question_answered;
        case Payload::ConclusionPublished: return pages::Notice::conclusion_published;
        case Payload::NONE:
        case Payload::CharterPublished:
        case Payload::EmailConfirmed:
        case Payload::PersonErased:
        case Payload::ContributionHidden:
        case Payload::RoleGiven:
        case Payload::RoleTaken:
        case Payload::ThemesPublished:
        case Payload::DistrictsPublished:
        case Payload::LogContinued: return pages::Notice::none;
    }
    return pages::Notice::none;
}

// Null if there is none at that place.
const projections::PublishedAnswer* answer_at(const projections::Views& views,
                                              const projections::Proposal& proposal,
                                              std::size_t at) {
    const projections::Answering* answering = projections::answering_of(views, proposal);
    const bool there = answering != nullptr && at < answering->answers.size();
    return there ? &answering->answers[at] : nullptr;
}

events::ProposalStage stage_of(events::AnswerOutcome outcome) {
    using events::ProposalStage;
    switch (outcome) {
        case events::AnswerOutcome::unset: break;
        case events::AnswerOutcome::accepted: return ProposalStage::accepted;
        case events::AnswerOutcome::refused: return ProposalStage::refused;
        case events::AnswerOutcome::redirected: return ProposalStage::redirected;
        case events::AnswerOutcome::info_requested: return ProposalStage::info_requested;
    }
    return ProposalStage::submitted;
}

// A step that the city made.
pages::FeedKind kind_of(events::ProposalStage stage) {
    switch (stage) {
        case events::ProposalStage::unset:
        case events::ProposalStage::submitted:
        case events::ProposalStage::under_review: return pages::FeedKind::proposal_under_review;
        case events::ProposalStage::info_requested: return pages::FeedKind::info_requested;
        case events::ProposalStage::accepted: return pages::FeedKind::proposal_accepted;
        case events::ProposalStage::redirected: return pages::FeedKind::proposal_redirected;
        case events::ProposalStage::refused: return pages::FeedKind::proposal_refused;
        case events::ProposalStage::in_progress: return pages::FeedKind::proposal_in_progress;
        case events::ProposalStage::done: return pages::FeedKind::proposal_done;
    }
    return pages::FeedKind::proposal_under_review;
}

}  // namespace

std::string query_value(const Visit& visit, std::string_view name) {
    const auto form = parse_form(visit.request.query);
    if (!form) return {};
    return std::string(form->find(name).value_or(std::string_view()));
}

std::optional<std::uint64_t> done_seq(const Visit& visit) {
    return parse_whole(query_value(visit, "done"));
}

pages::Chrome chrome_in(const projections::Views& views, const Visit& visit, pages::Nav nav) {
    pages::Chrome chrome;
    chrome.language = visit.language;
    chrome.city = visit.app.options.city;
    chrome.site = visit.app.options.origin;
    chrome.path = path_and_query(visit);
    chrome.nav = nav;
    chrome.last_seq = views.position == 0 ? 0 : views.position - 1;
    if (!visit.who) return chrome;
    const projections::Person* person = projections::find(views, visit.who->person);
    if (person == nullptr || person->pseudonym.empty()) return chrome;
    chrome.pseudonym = person->pseudonym;
    chrome.person = events::to_text(person->id);
    chrome.csrf = visit.app.sessions.form_token(*visit.who);
    chrome.request_id = random_token();
    return chrome;
}

void note_done(pages::Chrome& chrome, const Visit& visit) {
    if (const auto seq = done_seq(visit)) {
        const auto bytes = own_event(visit, *seq);
        if (!bytes) return;
        chrome.notice = notice_of(events::event_in(*bytes));
        chrome.receipt = receipt_stub(*seq, *bytes);
        return;
    }
    const std::string word = query_value(visit, "done");
    if (word == "signed-in" && !chrome.pseudonym.empty()) chrome.notice = pages::Notice::signed_in;
    if (word == "signed-out" && chrome.pseudonym.empty()) chrome.notice = pages::Notice::signed_out;
    if (word == "following") chrome.notice = pages::Notice::now_followed;
    if (word == "not-following") chrome.notice = pages::Notice::no_longer_followed;
    if (word == "read") chrome.notice = pages::Notice::all_read;
    if (word == "nothing") chrome.notice = pages::Notice::nothing_changed;
    if (word == "phase") chrome.notice = pages::Notice::not_in_phase;
}

pages::Chrome chrome_of(const Visit& visit, pages::Nav nav) {
    pages::Chrome chrome = visit.app.views.read(
        [&](const projections::Views& views) { return chrome_in(views, visit, nav); });
    note_done(chrome, visit);
    return chrome;
}

Response html(const Visit& visit, std::string body, unsigned status) {
    Response response;
    response.status = status;
    response.headers = {
        {"Cache-Control", visit.who ? "private, no-store" : "no-cache"},
        {"Vary", "Cookie"},
        {"Content-Language", std::string(visit.language)},
    };
    if (visit.app.options.is_https()) {
        response.headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
    }
    response.body = std::move(body);
    return response;
}

Response see_other(const Visit& visit, std::string_view path) {
    Response response;
    response.status = 303;
    response.content_type.clear();
    response.headers = {{"Location", std::string(visit.prefix) + std::string(path)},
                        {"Cache-Control", "no-store"}};
    return response;
}

Response to_sign_in(const Visit& visit, std::string_view next) {
    // While an erasure is being carried out, sessions are still there.
    if (visit.who && has_left(visit.app, visit.who->person))
        return to_farewell(visit, visit.who->person);
    return see_other(visit, "/signin?next=" + percent_encode(next));
}

Response to_farewell(const Visit& visit, const events::PersonId& person) {
    const bool under_way = visit.app.eraser().is_under_way(person);
    Response response = see_other(visit, under_way ? "/account/closed" : "/account/deleted");
    response.headers.emplace_back("Set-Cookie", visit.app.sessions.cookie_end());
    return response;
}

Response plain_text(std::string body, std::string content_type) {
    Response response;
    response.content_type = std::move(content_type);
    response.headers = {{"Cache-Control", "no-cache"}};
    response.body = std::move(body);
    return response;
}

std::string safe_next(std::string_view path) {
    const bool plain = std::all_of(path.begin(), path.end(),
                                   [](char c) { return c > ' ' && c < 0x7f && c != '\\'; });
    if (!plain || path.size() > limits::next_bytes || !path.starts_with('/') ||
        path.starts_with("//"))
        return {};
    return std::string(path);
}

pages::PersonName person_name(const projections::Views& views, std::uint32_t person) {
    if (person == no_row) return {};
    const projections::Person& row = views.people[person];
    const bool gone = row.pseudonym.empty();
    return {gone ? std::string() : events::to_text(row.id), row.pseudonym, gone};
}

pages::Tally tally_of(const projections::Tally& tally, bool only_support) {
    return {tally.for_, tally.neutral, tally.against, only_support};
}

bool support_only(const projections::Views& views, const projections::Proposal& proposal) {
    return proposal.project != no_row &&
           views.projects[proposal.project].stance_choice == events::StanceChoice::support_only;
}

pages::ContributionState state_of(projections::State state, const projections::Words& words) {
    if (state != projections::State::hidden && words.erased)
        return pages::ContributionState::erased;
    switch (state) {
        case projections::State::submitted: return pages::ContributionState::open;
        case projections::State::withdrawn: return pages::ContributionState::withdrawn;
        case projections::State::hidden: return pages::ContributionState::hidden;
    }
    return pages::ContributionState::open;
}

pages::Side side_of(events::Side side) {
    switch (side) {
        case events::Side::for_: return pages::Side::in_favour;
        case events::Side::against: return pages::Side::against;
        case events::Side::unset:
        case events::Side::beside: return pages::Side::beside;
    }
    return pages::Side::beside;
}

pages::Level level_of(events::ParticipationLevel level) {
    switch (level) {
        case events::ParticipationLevel::unset:
        case events::ParticipationLevel::inform: return pages::Level::inform;
        case events::ParticipationLevel::consult: return pages::Level::consult;
        case events::ParticipationLevel::co_build: return pages::Level::co_build;
        case events::ParticipationLevel::decide: return pages::Level::decide;
    }
    return pages::Level::inform;
}

const std::string& title_of(const projections::Proposal& proposal) {
    return proposal.kind == projections::Kind::statement ? proposal.words.body
                                                         : proposal.words.title;
}

pages::ProposalRow proposal_row(const projections::Views& views,
                                const projections::Proposal& proposal, const Delay& delay,
                                bool name_project) {
    pages::ProposalRow row;
    row.id = events::to_text(proposal.id);
    row.statement = proposal.kind == projections::Kind::statement;
    row.state = state_of(proposal.state, proposal.words);
    const bool hidden = row.state == pages::ContributionState::hidden;
    if (!hidden) row.title = title_of(proposal);
    if (!hidden && !row.statement) row.excerpt = plain_excerpt(proposal.words.body, excerpt);
    row.stage = stage_of(proposal);
    row.due = due_of(proposal, delay);
    row.author = person_name(views, proposal.author);
    if (name_project && proposal.project != no_row) {
        const projections::Project& project = views.projects[proposal.project];
        row.project_id = events::to_text(project.id);
        row.project_title = project.words.title;
    }
    if (!hidden) {
        row.themes = theme_names(views, proposal.labels);
        row.district = district_name(views, proposal.labels);
    }
    row.created_at = proposal.created_at_ms;
    row.arguments = proposal.shown_arguments;
    row.tally = tally_of(proposal.tally, support_only(views, proposal));
    return row;
}

pages::ProjectCard project_card(const projections::Views& views,
                                const projections::Project& project) {
    pages::ProjectCard card;
    card.id = events::to_text(project.id);
    card.title = project.words.title;
    card.excerpt = plain_excerpt(project.words.body, excerpt);
    card.by_city = project.owner_kind != events::OwnerKind::person;
    card.level = level_of(project.level);
    if (project.current_phase < project.phases.size()) {
        card.phase_ends_on = project.phases[project.current_phase].ends_on();
        if (project.current_phase < project.words.phases.size()) {
            card.phase = project.words.phases[project.current_phase];
        }
    }
    card.proposals = project.proposals.size();
    card.themes = theme_names(views, project.labels);
    card.district = district_name(views, project.labels);
    card.picture = static_cast<std::uint32_t>(project.id.lo());
    return card;
}

pages::CharterPage charter_page(const Visit& visit) {
    pages::CharterPage page;
    std::string body, before;
    visit.app.views.read([&](const projections::Views& views) {
        if (views.charter.empty()) return;
        const projections::CharterVersion& charter = views.charter.back();
        page.published = true;
        page.version = charter.version;
        page.at = charter.published_at_ms;
        body = charter.words.body;
        const auto* person = visit.who ? projections::find(views, visit.who->person) : nullptr;
        page.to_accept = person != nullptr && person->charter_version < charter.version;
        if (!page.to_accept || person->charter_version == 0) return;
        page.accepted = person->charter_version;
        before = views.charter[page.accepted - 1].words.body;
    });
    page.body = render_markdown(body, 2);
    if (page.accepted != 0) page.changes = diff_of(before, body);
    return page;
}

pages::TextDiff diff_of(std::string_view before, std::string_view after) {
    pages::TextDiff diff;
    using Kind = projections::DiffPiece::Kind;
    for (const projections::DiffPiece& piece : projections::word_diff(before, after)) {
        diff.changed |= piece.kind != Kind::same;
        diff.stretches.push_back(
            {piece.kind == Kind::removed, piece.kind == Kind::added, std::string(piece.text)});
    }
    return diff;
}

namespace {

void tell_meeting(pages::FeedItem& out, const projections::Views& views,
                  const projections::FeedItem& item) {
    const projections::Meeting* meeting = projections::meeting_of(views, item);
    if (meeting == nullptr) return;
    out.path = "/meetings/" + events::to_text(meeting->id);
    out.title = meeting->words.title;
    if (item.what == projections::FeedItem::What::meeting_cancelled)
        out.excerpt = plain_excerpt(meeting->reason.body, excerpt);
    if (item.what == projections::FeedItem::What::minutes_published)
        out.excerpt = plain_excerpt(meeting->minutes.body, excerpt);
}

void tell_question(pages::FeedItem& out, const projections::Views& views,
                   const projections::FeedItem& item, bool answer) {
    if (item.question == no_row) return;
    const projections::Question& question = views.questions[item.question];
    out.excerpt = plain_excerpt(answer ? question.answer.body : question.words.body, excerpt);
    out.path += "#q-" + events::to_text(question.id);
}

}  // namespace

pages::FeedItem feed_item(const projections::Views& views, const projections::FeedItem& item) {
    using What = projections::FeedItem::What;
    pages::FeedItem out;
    out.at = item.at_ms;
    out.seq = item.seq;
    out.who = person_name(views, item.person);
    const projections::Project* project =
        item.project == no_row ? nullptr : &views.projects[item.project];
    const projections::Proposal* proposal =
        item.proposal == no_row ? nullptr : &views.proposals[item.proposal];
    if (project != nullptr) {
        out.path = "/projects/" + events::to_text(project->id);
        out.title = project->words.title;
    }
    if (proposal != nullptr) {
        out.path = "/proposals/" + events::to_text(proposal->id);
        out.title = title_of(*proposal);
    }
    switch (item.what) {
        case What::charter_published:
            out.kind = pages::FeedKind::charter_published;
            out.path = "/charter";
            if (item.detail >= 1 && item.detail <= views.charter.size()) {
                out.title = views.charter[item.detail - 1U].words.title;
            }
            break;
        case What::log_continued:
            out.kind = pages::FeedKind::log_continued;
            out.path = "/audit";
            if (item.detail < views.continuations.size()) {
                out.title = views.continuations[item.detail].former_origin;
            }
            break;
        case What::person_joined:
            out.kind = pages::FeedKind::person_joined;
            out.path = "/people/" + out.who.id;
            out.title = out.who.pseudonym;
            break;
        case What::answer_published:
            if (const auto* answer = answer_at(views, *proposal, item.detail)) {
                out.kind = kind_of(stage_of(answer->words.outcome));
                out.excerpt = answer->words.title;
            }
            out.path += "#reponse";
            break;
        case What::proposal_moved:
            out.kind = kind_of(static_cast<events::ProposalStage>(item.detail));
            break;
        case What::proposal_taken_up:
            out.kind = pages::FeedKind::proposal_taken_up;
            if (project != nullptr) out.excerpt = project->words.title;
            break;
        case What::meeting_announced:
            out.kind = pages::FeedKind::meeting_announced;
            tell_meeting(out, views, item);
            break;
        case What::meeting_changed:
            out.kind = pages::FeedKind::meeting_changed;
            tell_meeting(out, views, item);
            break;
        case What::meeting_cancelled:
            out.kind = pages::FeedKind::meeting_cancelled;
            tell_meeting(out, views, item);
            break;
        case What::minutes_published:
            out.kind = pages::FeedKind::minutes_published;
            tell_meeting(out, views, item);
            break;
        case What::project_opened: out.kind = pages::FeedKind::project_opened; break;
        case What::project_changed: out.kind = pages::FeedKind::project_changed; break;
        case What::phase_moved:
            out.kind = pages::FeedKind::phase_moved;
            if (project != nullptr && item.detail < project->words.phases.size()) {
                out.excerpt = project->words.phases[item.detail];
            }
            break;
        case What::news_published:
            out.kind = pages::FeedKind::news_published;
            if (project != nullptr && item.detail < project->news.size()) {
                const projections::News& news = project->news[item.detail];
                out.path += "#n-" + events::to_text(news.id);
                out.excerpt = news.words.title;
            }
            break;
        case What::milestone_set:
        case What::milestone_reached:
            out.kind = item.what == What::milestone_set ? pages::FeedKind::milestone_set
                                                        : pages::FeedKind::milestone_reached;
            if (project != nullptr && item.detail < project->milestones.size()) {
                out.excerpt = project->milestones[item.detail].words.title;
            }
            break;
        case What::proposal_submitted:
            out.kind = proposal != nullptr && proposal->kind == projections::Kind::amendment
                           ? pages::FeedKind::amendment_submitted
                           : pages::FeedKind::proposal_submitted;
            if (proposal != nullptr) out.excerpt = plain_excerpt(proposal->words.body, excerpt);
            break;
        case What::co_author_invited: out.kind = pages::FeedKind::co_author_invited; break;
        case What::co_author_accepted: out.kind = pages::FeedKind::co_author_accepted; break;
        case What::amendment_accepted: out.kind = pages::FeedKind::amendment_accepted; break;
        case What::amendment_refused: out.kind = pages::FeedKind::amendment_refused; break;
        case What::proposal_edited: out.kind = pages::FeedKind::proposal_edited; break;
        case What::proposal_withdrawn: out.kind = pages::FeedKind::proposal_withdrawn; break;
        case What::statement_added: out.kind = pages::FeedKind::statement_added; break;
        case What::argument_added:
            out.kind = pages::FeedKind::argument_added;
            if (item.argument != no_row) {
                const projections::Argument& argument = views.arguments[item.argument];
                out.side = side_of(argument.side);
                out.excerpt = plain_excerpt(argument.words.body, excerpt);
                out.path += "#a-" + events::to_text(argument.id);
            }
            break;
        case What::question_asked:
            out.kind = pages::FeedKind::question_asked;
            tell_question(out, views, item, false);
            break;
        case What::question_answered:
            out.kind = pages::FeedKind::question_answered;
            tell_question(out, views, item, true);
            break;
        case What::conclusion_published:
            out.kind = pages::FeedKind::conclusion_published;
            if (proposal == nullptr && project != nullptr &&
                item.detail < project->words.phases.size())
                out.excerpt = project->words.phases[item.detail];
            out.path += "#conclusion";
            break;
    }
    return out;
}

}  // namespace imaginons::http
