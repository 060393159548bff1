// Bindings of a person's page, of sign-in and of the account.
#include "http/pages/people.hpp"

#include "http/pages/binding.hpp"
#include "http/pages/subjects.hpp"

namespace imaginons::http::pages {

namespace {

// Fields for those that the document has words for; others are named as the log names them.
constexpr std::pair<std::string_view, std::string_view> own_kinds[] = {
    {"person_joined", "PersonJoined"},
    {"person_renamed", "PersonRenamed"},
    {"email_confirmed", "EmailConfirmed"},
    {"charter_accepted", "CharterAccepted"},
    {"project_opened", "ProjectOpened"},
    {"project_changed", "ProjectChanged"},
    {"phase_moved", "PhaseMoved"},
    {"news_published", "NewsPublished"},
    {"milestone_set", "MilestoneSet"},
    {"milestone_reached", "MilestoneReached"},
    {"proposal_submitted", "ProposalSubmitted"},
    {"proposal_edited", "ProposalEdited"},
    {"proposal_withdrawn", "ProposalWithdrawn"},
    {"proposal_placed", "ProposalPlaced"},
    {"statement_added", "StatementAdded"},
    {"argument_added", "ArgumentAdded"},
    {"stance_taken", "StanceTaken"},
    {"stance_withdrawn", "StanceWithdrawn"},
    {"role_given", "RoleGiven"},
    {"role_taken", "RoleTaken"},
    {"answer_drafted", "AnswerDrafted"},
    {"answer_reviewed", "AnswerReviewed"},
    {"answer_published", "AnswerPublished"},
    {"proposal_moved", "ProposalMoved"},
    {"proposal_taken_up", "ProposalTakenUp"},
    {"meeting_announced", "MeetingAnnounced"},
    {"meeting_changed", "MeetingChanged"},
    {"meeting_cancelled", "MeetingCancelled"},
    {"minutes_published", "MinutesPublished"},
    {"registration_taken", "RegistrationTaken"},
    {"registration_withdrawn", "RegistrationWithdrawn"},
    {"co_author_invited", "CoAuthorInvited"},
    {"co_author_accepted", "CoAuthorAccepted"},
    {"co_author_left", "CoAuthorLeft"},
    {"amendment_accepted", "AmendmentAccepted"},
    {"amendment_refused", "AmendmentRefused"},
    {"question_asked", "QuestionAsked"},
    {"question_answered", "QuestionAnswered"},
    {"conclusion_published", "ConclusionPublished"},
};

void bind_role(Fields& out, const PersonRole& role) {
    out.flag("administrator", role.role == Role::administrator);
    out.flag("agent", role.role == Role::agent);
    out.flag("moderator", role.role == Role::moderator);
    out.flag("editor", role.role == Role::editor);
    out.flag("observer", role.role == Role::observer);
    out.flag("in_project", !role.project_id.empty());
    out.text("project_id", role.project_id);
    out.text("project_title", title_or_gone(out, role.project_title));
    out.date("since", role.since);
    out.html("reason_html", role.reason);
}

void bind_ask(Fields& out, const PasskeyAsk& ask) {
    out.flag("passkeys_offered", !ask.relying_party.empty());
    out.text("relying_party", ask.relying_party);
    out.text("challenge", ask.challenge);
    out.flag("passkey_wrong", ask.fault != PasskeyFault::none);
    out.flag("passkey_expired", ask.fault == PasskeyFault::expired);
    out.flag("passkey_refused", ask.fault == PasskeyFault::refused);
    out.flag("passkey_unknown", ask.fault == PasskeyFault::unknown);
    out.flag("passkey_full", ask.fault == PasskeyFault::full);
}

void bind_own_act(Fields& out, const OwnAct& act) {
    bool known = false;
    for (const auto& [field, kind] : own_kinds) {
        out.flag(field, act.kind == kind);
        known = known || act.kind == kind;
    }
    out.flag("known", known);
    out.text("kind", act.kind);
    out.flag("in_favour", act.stance == "for_");
    out.flag("neutral", act.stance == "neutral");
    out.flag("against", act.stance == "against");
    out.text("seq", std::to_string(act.seq));
    out.date("at", act.at);
    out.flag("has_about", !act.about.empty());
    out.text("about", act.about);
    out.flag("has_title", !act.title.empty());
    out.text("title", act.title);
    out.html("body_html", act.body);
    out.flag("has_url", !act.url.empty());
    out.text("url", act.url);
    out.url("link_url", act.url);
}

}  // namespace

void bind(Fields& out, const PersonPage& page) {
    out.text("id", page.id);
    out.text("name", name_or_gone(out, page.pseudonym));
    out.text("initials", initials_of(page.pseudonym));
    out.text("colour", std::to_string(colour_of(page.id)));
    out.date("joined_at", page.joined_at);
    out.flag("joined_known", page.joined_at != 0);
    out.flag("self", page.self);
    bind_follow(out, page.follow);
    out.flag("has_roles", !page.roles.empty());
    out.list("roles", page.roles, bind_role);
    out.flag("has_proposals", !page.proposals.empty());
    out.list("proposals", page.proposals, bind_proposal_row);
    out.number("proposal_count", page.proposal_count);
    out.flag("has_arguments", !page.arguments.empty());
    out.number("argument_count", page.argument_count);
    out.list("arguments", page.arguments, [](Fields& item, const PersonArgument& argument) {
        item.text("argument_id", argument.id);
        item.text("proposal_id", argument.proposal_id);
        item.text("proposal_title", title_or_gone(item, argument.proposal_title));
        bind_side(item, argument.side);
        item.text("excerpt", argument.excerpt);
        item.date("at", argument.at);
    });
}

void bind(Fields& out, const SigninPage& page) {
    FormBinding form{out};
    out.text("next", page.next);
    out.flag("to_act", page.to_act);
    bind_ask(out, page.passkey);
    form.field("email", page.email, "email", missing::email);
    form.finish();
}

void bind(Fields& out, const SentPage& page) {
    out.text("minutes", out.words().number(page.minutes));
    out.flag("to_files", page.to_files);
}

void bind(Fields& out, const ConfirmPage& page) {
    out.text("token", page.token);
    out.text("next", page.next);
    out.flag("expired", page.expired);
}

void bind(Fields& out, const JoinPage& page) {
    FormBinding form{out};
    out.text("token", page.token);
    out.text("next", page.next);
    out.text("charter_version", std::to_string(page.charter_version));
    form.field("pseudonym", page.pseudonym, "pseudonym", missing::pseudonym);
    out.flag("charter_wrong", page.charter_fault != Fault::none);
    out.text("charter_fault", form.fault({.value = {}, .fault = page.charter_fault, .limit = 0},
                                         "charter", missing::charter));
    const AboutOneself& about = page.about;
    out.flag("about_open",
             !about.name.value.empty() || !about.district.empty() || !about.themes.empty());
    form.about(about);
    form.finish();
}

void bind(Fields& out, const OwnDataPage& page) {
    out.text("person", page.person);
    out.flag("has_email", !page.email.empty());
    out.text("email", page.email);
    out.date("made", page.made_at);
    out.list("sessions", page.sessions, [](Fields& item, const OwnSession& session) {
        item.flag("api", session.api);
        item.date("created", session.created_at);
        item.date("expires", session.expires_at);
    });
    out.flag("has_passkeys", !page.passkeys.empty());
    out.list("passkeys", page.passkeys, [](Fields& item, const OwnPasskey& passkey) {
        item.flag("named", !passkey.name.empty());
        item.text("name", passkey.name);
        item.date("created", passkey.created_at);
        item.day("seen", passkey.seen_on);
    });
    out.flag("has_own_name", !page.name.empty());
    out.text("own_name", page.name);
    out.flag("has_interests", !page.interests.empty());
    out.list("interests", page.interests,
             [](Fields& item, const std::string& interest) { item.text("interest", interest); });
    out.flag("has_follows", !page.follows.empty());
    out.list("follows", page.follows, bind_followed);
    bind_rhythm(out, page.rhythm);
    out.flag("has_drafts", !page.drafts.empty());
    out.list("drafts", page.drafts, [](Fields& item, const OwnDraft& draft) {
        item.text("title", draft.title);
        item.date("saved", draft.saved_at);
        item.html("body_html", draft.body);
    });
    out.list("acts", page.acts, bind_own_act);
}

void bind(Fields& out, const DeleteAccountPage& page) {
    using Words = DeleteAccountPage::Words;
    FormBinding form{out};
    out.flag("confirming", page.confirming);
    out.flag("keep", page.words == Words::keep);
    out.flag("remove", page.words == Words::remove);
    out.text("words", page.words == Words::remove ? "remove" : "keep");
    out.number("proposal_count", page.proposals);
    out.number("argument_count", page.arguments);
    out.flag("wrong", page.fault != Fault::none);
    out.text("fault",
             form.fault({.value = {}, .fault = page.fault, .limit = 0}, "words", missing::words));
    form.finish();
}

void bind(Fields& out, const AccountPage& page) {
    FormBinding form{out};
    out.text("person_id", page.person_id);
    out.flag("agent", page.agent);
    out.flag("has_charter", page.charter_version != 0);
    out.text("charter_version", std::to_string(page.charter_version));
    form.field("pseudonym", page.pseudonym, "pseudonym", missing::pseudonym);
    out.list("sessions", page.sessions, [](Fields& item, const AccountSession& session) {
        item.text("session_id", session.id);
        item.date("since", session.since);
        item.day("seen", session.seen_on);
        item.flag("api", session.api);
        item.flag("own", session.own);
    });
    out.flag("has_other_sessions", page.sessions.size() > 1);
    out.flag("sessions_ended", page.sessions_ended);
    bind_ask(out, page.passkey);
    out.text("user", page.user);
    out.flag("has_passkeys", !page.passkeys.empty());
    out.flag("may_add_passkey", page.may_add_passkey);
    out.flag("passkey_added", page.passkey_added);
    out.flag("passkey_ended", page.passkey_ended);
    std::string known;
    for (const AccountPasskey& passkey : page.passkeys) known += ' ' + passkey.credential;
    out.text("known_passkeys", known);
    out.list("passkeys", page.passkeys, [](Fields& item, const AccountPasskey& passkey) {
        item.text("passkey_id", passkey.id);
        item.flag("named", !passkey.name.empty());
        item.text("name", passkey.name);
        item.date("since", passkey.since);
        item.day("seen", passkey.seen_on);
    });
    form.field("passkey_name", page.passkey_name, "passkey_name", missing::title);
    form.finish();
}

}  // namespace imaginons::http::pages
