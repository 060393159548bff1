// Rows of the read models as JSON. Words that were erased or hidden are empty; what does not exist
// is null.
#include "events/point.hpp"
#include "events/time.hpp"
#include "http/api.hpp"
#include "http/hidden.hpp"
#include "http/problem.hpp"
#include "http/project_parts.hpp"
#include "projections/queries.hpp"

namespace imaginons::http::api {

namespace {

using projections::Views;

void member(std::string& out, std::string_view name) {
    if (out.back() != '{') out += ',';
    out += '"';
    out += name;
    out += "\":";
}

void text(std::string& out, std::string_view name, std::string_view value) {
    member(out, name);
    append_json_string(out, value);
}

void text_or_null(std::string& out, std::string_view name, std::string_view value) {
    if (!value.empty()) return text(out, name, value);
    member(out, name);
    out += "null";
}

void number(std::string& out, std::string_view name, std::uint64_t value) {
    member(out, name);
    out += std::to_string(value);
}

void number_or_null(std::string& out, std::string_view name, std::uint64_t value, bool known) {
    if (known) return number(out, name, value);
    member(out, name);
    out += "null";
}

void truth(std::string& out, std::string_view name, bool value) {
    member(out, name);
    out += value ? "true" : "false";
}

void time(std::string& out, std::string_view name, std::int64_t at_ms) {
    text_or_null(out, name, at_ms == 0 ? std::string() : events::iso_time(at_ms));
}

void day(std::string& out, std::string_view name, std::int32_t days) {
    text_or_null(out, name, days == 0 ? std::string() : events::iso_date(days));
}

template <class Id>
void id(std::string& out, std::string_view name, const Id& value) {
    text(out, name, events::to_text(value));
}

void person(std::string& out, std::string_view name, const Views& views, std::uint32_t row) {
    member(out, name);
    out += '{';
    id(out, "id", views.people[row].id);
    text(out, "pseudonym", views.people[row].pseudonym);
    out += '}';
}

void tally(std::string& out, const projections::Tally& tally) {
    member(out, "tally");
    out += '{';
    number(out, "for", tally.for_);
    number(out, "neutral", tally.neutral);
    number(out, "against", tally.against);
    out += '}';
    number(out, "superseded", tally.superseded);
}

std::string_view state_name(projections::State state) {
    switch (state) {
        case projections::State::submitted: return "submitted";
        case projections::State::withdrawn: return "withdrawn";
        case projections::State::hidden: return "hidden";
    }
    return {};
}

std::string_view kind_name(projections::Kind kind) {
    switch (kind) {
        case projections::Kind::proposal: return "proposal";
        case projections::Kind::amendment: return "amendment";
        case projections::Kind::statement: return "statement";
    }
    return {};
}

std::string_view stance_name(pages::Stance stance) {
    switch (stance) {
        case pages::Stance::none: return {};
        case pages::Stance::in_favour: return "for";
        case pages::Stance::neutral: return "neutral";
        case pages::Stance::against: return "against";
    }
    return {};
}

std::string_view side_name(events::Side side) {
    switch (side) {
        case events::Side::unset:
        case events::Side::beside: return "beside";
        case events::Side::for_: return "for";
        case events::Side::against: return "against";
    }
    return {};
}

std::string_view what_name(projections::FeedItem::What what) {
    using What = projections::FeedItem::What;
    switch (what) {
        case What::charter_published: return "charter_published";
        case What::person_joined: return "person_joined";
        case What::project_opened: return "project_opened";
        case What::project_changed: return "project_changed";
        case What::phase_moved: return "phase_moved";
        case What::news_published: return "news_published";
        case What::milestone_set: return "milestone_set";
        case What::milestone_reached: return "milestone_reached";
        case What::proposal_submitted: return "proposal_submitted";
        case What::proposal_edited: return "proposal_edited";
        case What::proposal_withdrawn: return "proposal_withdrawn";
        case What::statement_added: return "statement_added";
        case What::argument_added: return "argument_added";
        case What::log_continued: return "log_continued";
        case What::answer_published: return "answer_published";
        case What::proposal_moved: return "proposal_moved";
        case What::proposal_taken_up: return "proposal_taken_up";
        case What::meeting_announced: return "meeting_announced";
        case What::meeting_changed: return "meeting_changed";
        case What::meeting_cancelled: return "meeting_cancelled";
        case What::minutes_published: return "minutes_published";
        case What::co_author_invited: return "co_author_invited";
        case What::co_author_accepted: return "co_author_accepted";
        case What::amendment_accepted: return "amendment_accepted";
        case What::amendment_refused: return "amendment_refused";
        case What::question_asked: return "question_asked";
        case What::question_answered: return "question_answered";
        case What::conclusion_published: return "conclusion_published";
    }
    return {};
}

void phases(std::string& out, const projections::Project& project) {
    member(out, "phases");
    out += '[';
    for (std::size_t i = 0; i < project.phases.size(); ++i) {
        const events::Phase& phase = project.phases[i];
        if (i != 0) out += ',';
        out += '{';
        text(out, "title",
             i < project.words.phases.size() ? project.words.phases[i] : std::string());
        text(out, "kind", name_of(phase.kind()));
        day(out, "starts_on", phase.starts_on());
        day(out, "ends_on", phase.ends_on());
        truth(out, "current", i == project.current_phase);
        out += '}';
    }
    out += ']';
}

// What may be contributed now.
void open_to(std::string& out, const projections::Project& project) {
    using commands::Contribution;
    constexpr std::pair<std::string_view, Contribution> all[] = {
        {"idea", Contribution::idea},
        {"wording", Contribution::wording},
        {"statement", Contribution::statement},
        {"argument", Contribution::argument},
        {"stance", Contribution::stance}};
    member(out, "open_to");
    out += '[';
    for (const auto& [name, contribution] : all) {
        if (!allows(project, contribution)) continue;
        if (out.back() != '[') out += ',';
        out += '"';
        out += name;
        out += '"';
    }
    out += ']';
}

void milestones(std::string& out, const projections::Project& project) {
    member(out, "milestones");
    out += '[';
    for (const projections::Milestone& milestone : project.milestones) {
        if (out.back() != '[') out += ',';
        out += '{';
        id(out, "id", milestone.id);
        text(out, "title", milestone.words.title);
        day(out, "due_on", milestone.due_on);
        number(out, "progress_percent", milestone.progress_percent);
        truth(out, "reached", milestone.reached);
        time(out, "updated_at", milestone.updated_at_ms);
        out += '}';
    }
    out += ']';
}

void news(std::string& out, const projections::Project& project) {
    member(out, "news");
    out += '[';
    for (const projections::News& item : project.news) {
        if (out.back() != '[') out += ',';
        out += '{';
        id(out, "id", item.id);
        text(out, "title", item.words.title);
        text(out, "body", item.words.body);
        time(out, "published_at", item.published_at_ms);
        out += '}';
    }
    out += ']';
}

// Who signs it, the author first.
void authors(std::string& out, const Views& views, const projections::Proposal& proposal) {
    member(out, "authors");
    out += '[';
    for (const std::uint32_t row : projections::authors_of(views, proposal)) {
        if (out.back() != '[') out += ',';
        out += '{';
        id(out, "id", views.people[row].id);
        text(out, "pseudonym", views.people[row].pseudonym);
        out += '}';
    }
    out += ']';
}

std::string_view state_name(projections::Amending::State state) {
    switch (state) {
        case projections::Amending::State::open: return "open";
        case projections::Amending::State::accepted: return "accepted";
        case projections::Amending::State::refused: return "refused";
    }
    return {};
}

// What it amends, and what became of that; null if it amends nothing.
void amendment(std::string& out, const Views& views, const projections::Proposal& proposal) {
    if (events::is_nil(proposal.amends)) return text_or_null(out, "amendment", {});
    const auto* amending = projections::amending_of(views, proposal);
    const bool refused =
        amending != nullptr && amending->state == projections::Amending::State::refused;
    member(out, "amendment");
    out += '{';
    id(out, "amends", proposal.amends);
    number_or_null(out, "version", amending == nullptr ? 0 : amending->version,
                   amending != nullptr);
    text_or_null(out, "decision",
                 amending == nullptr ? std::string() : std::string(state_name(amending->state)));
    time(out, "decided_at", amending == nullptr ? 0 : amending->at_ms);
    number_or_null(out, "became", amending == nullptr ? 0 : amending->became,
                   amending != nullptr && amending->became != 0);
    text_or_null(out, "reason", refused ? amending->reason.body : std::string());
    out += '}';
}

// Codes; a hidden proposal has none to show.
void labels(std::string& out, const Views& views, const events::Labels& borne) {
    member(out, "themes");
    out += '[';
    for (const std::uint8_t theme : borne.themes) {
        if (theme == events::no_label) continue;
        if (out.back() != '[') out += ',';
        append_json_string(out, views.themes.labels[theme].code);
    }
    out += ']';
    text_or_null(out, "district",
                 borne.district == events::no_label ? std::string()
                                                    : views.districts.labels[borne.district].code);
}

void point(std::string& out, const std::optional<events::Point>& at) {
    member(out, "point");
    if (!at) {
        out += "null";
        return;
    }
    out += "{\"latitude\":" + events::degrees(at->latitude());
    out += ",\"longitude\":" + events::degrees(at->longitude()) + '}';
}

void conclusion(std::string& out, const Views& views, const projections::Conclusion& row,
                bool of_phase) {
    out += '{';
    if (of_phase) number(out, "phase", row.phase);
    number(out, "version", row.version);
    text(out, "said_for", row.words.said_for);
    text(out, "said_against", row.words.said_against);
    text(out, "left_open", row.words.left_open);
    if (row.by == projections::Proposal::none) {
        text_or_null(out, "by", {});
    } else {
        person(out, "by", views, row.by);
    }
    time(out, "at", row.at_ms);
    out += '}';
}

void conclusions(std::string& out, const Views& views, const projections::Project& project) {
    member(out, "conclusions");
    out += '[';
    for (const std::uint32_t at : project.conclusions) {
        if (out.back() != '[') out += ',';
        conclusion(out, views, views.conclusions[at], true);
    }
    out += ']';
}

}  // namespace

void append_as_it_was(std::string& out, const Then& then) {
    member(out, "as_it_was");
    out += '{';
    number(out, "position", then.position);
    time(out, "at", then.at_ms);
    out += '}';
}

void append_project(std::string& out, const Views& views, const projections::Project& project,
                    const Then* then) {
    const bool by_city = project.owner_kind != events::OwnerKind::person;
    out += '{';
    id(out, "id", project.id);
    text_or_null(out, "origin", project.origin);
    text(out, "title", project.words.title);
    text(out, "body", project.words.body);
    text(out, "owner_kind", by_city ? "city" : "person");
    if (by_city) {
        text_or_null(out, "owner", {});
    } else {
        person(out, "owner", views, project.owner);
    }
    text(out, "level", name_of(project.level));
    text(out, "stance_choice",
         project.stance_choice == events::StanceChoice::support_only ? "support_only"
                                                                     : "for_neutral_against");
    labels(out, views, project.labels);
    phases(out, project);
    open_to(out, project);
    milestones(out, project);
    news(out, project);
    conclusions(out, views, project);
    number(out, "proposals", then != nullptr ? then->proposals : project.proposals.size());
    number_or_null(out, "arguments", project.arguments, then == nullptr);
    number_or_null(out, "stances", project.stances, then == nullptr);
    time(out, "created_at", project.opened_at_ms);
    if (then != nullptr) append_as_it_was(out, *then);
    out += '}';
}

void append_proposal(std::string& out, const Views& views, const projections::Proposal& proposal,
                     const Then* then) {
    const bool in_project = proposal.project != projections::Proposal::none;
    const projections::Words none;
    const bool hidden = proposal.state == projections::State::hidden;
    const projections::Words& words = hidden ? none : proposal.words;
    out += '{';
    id(out, "id", proposal.id);
    text_or_null(out, "origin", proposal.origin);
    text_or_null(out, "project",
                 in_project ? events::to_text(views.projects[proposal.project].id) : std::string());
    text(out, "kind", kind_name(proposal.kind));
    text(out, "title", words.title);
    text(out, "body", words.body);
    text(out, "state", state_name(proposal.state));
    text(out, "stage", schema::EnumNameProposalStage(proposal.stage));
    time(out, "waits_since", proposal.waits_since_ms);
    person(out, "author", views, proposal.author);
    authors(out, views, proposal);
    labels(out, views, hidden ? events::Labels() : proposal.labels);
    point(out, projections::shown_point(proposal));
    amendment(out, views, proposal);
    member(out, "conclusion");
    if (hidden || proposal.conclusion == projections::Proposal::none) {
        out += "null";
    } else {
        conclusion(out, views, views.conclusions[proposal.conclusion], false);
    }
    tally(out, proposal.tally);
    number(out, "arguments", proposal.shown_arguments);
    time(out, "created_at", proposal.created_at_ms);
    time(out, "edited_at", proposal.edited_at_ms);
    number(out, "version", proposal.version);
    if (then != nullptr) append_as_it_was(out, *then);
    out += '}';
}

void append_argument(std::string& out, const Views& views, const projections::Argument& argument) {
    const bool is_reply = argument.parent != projections::Proposal::none;
    const projections::Words none;
    const projections::Words& words = is_shown(views, argument) ? argument.words : none;
    out += '{';
    id(out, "id", argument.id);
    text_or_null(out, "origin", argument.origin);
    id(out, "proposal", views.proposals[argument.proposal].id);
    text_or_null(out, "parent",
                 is_reply ? events::to_text(views.arguments[argument.parent].id) : std::string());
    text(out, "side", side_name(argument.side));
    text(out, "body", words.body);
    truth(out, "source", argument.source);
    text_or_null(out, "title", words.title);
    text_or_null(out, "url", words.url);
    text(out, "state", state_name(argument.state));
    person(out, "author", views, argument.author);
    tally(out, argument.tally);
    time(out, "created_at", argument.created_at_ms);
    out += '}';
}

void append_question(std::string& out, const Views& views, const projections::Question& question) {
    const bool about_proposal = question.proposal != projections::Proposal::none;
    const bool answered = question.version != 0;
    out += '{';
    id(out, "id", question.id);
    text_or_null(
        out, "proposal",
        about_proposal ? events::to_text(views.proposals[question.proposal].id) : std::string());
    text_or_null(
        out, "project",
        about_proposal ? std::string() : events::to_text(views.projects[question.project].id));
    person(out, "author", views, question.author);
    text(out, "body", question.words.body);
    time(out, "asked_at", question.asked_at_ms);
    truth(out, "waits", !answered);
    member(out, "answer");
    if (answered) {
        out += '{';
        number(out, "version", question.version);
        text(out, "body", question.answer.body);
        text(out, "official", question.official);
        text(out, "function", question.function);
        time(out, "at", question.answered_at_ms);
        out += '}';
    } else {
        out += "null";
    }
    out += '}';
}

void append_feed_item(std::string& out, const Views& views, const projections::FeedItem& item) {
    constexpr std::uint32_t none = projections::Proposal::none;
    out += '{';
    number(out, "seq", item.seq);
    time(out, "at", item.at_ms);
    text(out, "what", what_name(item.what));
    text_or_null(
        out, "project",
        item.project == none ? std::string() : events::to_text(views.projects[item.project].id));
    text_or_null(
        out, "proposal",
        item.proposal == none ? std::string() : events::to_text(views.proposals[item.proposal].id));
    text_or_null(
        out, "argument",
        item.argument == none ? std::string() : events::to_text(views.arguments[item.argument].id));
    text_or_null(
        out, "question",
        item.question == none ? std::string() : events::to_text(views.questions[item.question].id));
    if (item.person == none) {
        text_or_null(out, "person", {});
    } else {
        person(out, "person", views, item.person);
    }
    out += '}';
}

void append_own_act(std::string& out, std::uint64_t seq, events::Bytes event,
                    const pages::EntryWords& words) {
    out += '{';
    number(out, "seq", seq);
    time(out, "at", words.at);
    text(out, "kind", events::kind_name(events::kind_of(event)));
    text_or_null(out, "stance", stance_name(words.stance));
    text_or_null(out, "title", words.title);
    text_or_null(out, "page", words.path);
    text(out, "receipt", "/api/v1/receipts/" + std::to_string(seq));
    out += '}';
}

}  // namespace imaginons::http::api
