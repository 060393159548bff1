// Sample pages as somebody hostile would fill them.
#include "sample_parts.hpp"

namespace imaginons::http::pages::samples {

namespace {

AccountPage hostile_account(const Field& bad, const std::string& text) {
    AccountPage page;
    page.pseudonym = page.passkey_name = bad;
    page.person_id = page.user = text;
    page.charter_version = 1;
    page.sessions = {{text, 1, 1, false, false}};
    page.passkeys = {{text, text, text, 1, 1}};
    page.passkey = {text.empty() ? "x" : text, text, PasskeyFault::full};
    page.agent = true;
    return page;
}

}  // namespace

std::vector<Sample> filled_with(const std::string& text) {
    auto chrome = voisine(text);
    chrome.city = text;
    chrome.pseudonym = text.empty() ? "x" : text;
    chrome.person = text;
    chrome.csrf = text;
    chrome.request_id = text;
    const PersonName who{.id = text, .pseudonym = text};
    ProposalRow one;
    one.id = one.title = one.excerpt = one.project_id = one.project_title = text;
    one.author = who;
    ProjectCard project_card;
    project_card.id = project_card.title = project_card.excerpt = project_card.phase = text;
    FeedItem news = item(FeedKind::argument_added, text, text, text, now);
    news.path = text;
    news.who = who;
    const auto body = render_markdown(text, 2);
    const Field bad = field(text, 3, Fault::too_long);
    ArgumentForm form{.proposal_id = text,
                      .proposal_title = text,
                      .reply = true,
                      .parent_id = text,
                      .parent_author = text,
                      .parent_excerpt = text,
                      .side = bad,
                      .body = bad,
                      .source_url = bad,
                      .source_title = bad};
    Reply answer = reply(text, text);
    answer.id = text;
    answer.source_url = answer.source_title = text;
    Argument said = argument(Side::in_favour, text, text, 1);
    said.id = text;
    said.author = who;
    said.source_url = said.source_title = text;
    said.replies = {answer};

    std::vector<Sample> all;
    HomePage home_page;
    home_page.projects = {project_card};
    home_page.has_debate = true;
    home_page.debate = one;
    home_page.latest = {news};
    home_page.facts = {.known = true, .size = 1, .public_digest = text};
    all.push_back(sample("home", chrome, home_page));
    all.push_back(sample("feed", chrome, FeedPage{text, text, {news}, {text, text}, now}));
    all.push_back(sample("projects", chrome, ProjectsPage{{project_card}, 1, {text, text}, true}));
    ProjectPage project_page;
    project_page.id = project_page.title = project_page.excerpt = text;
    project_page.body = body;
    project_page.by_city = false;
    project_page.owner = who;
    project_page.phases = {phase(text, PhaseKind::decide, 1, 2)};
    project_page.has_current_phase = true;
    project_page.milestones = {milestone(text, 200, 1, false)};
    project_page.news = {{.id = text, .title = text, .body = body, .at = 1}};
    project_page.proposals = project_page.statements = {one};
    project_page.feed = {news};
    project_page.taken_up = {{one, text, 1}};
    project_page.meetings = meeting_rows();
    for (MeetingRow& meeting : project_page.meetings) meeting.title = meeting.place = text;
    project_page.meeting_count = 4;
    project_page.can_announce = true;
    all.push_back(sample("project", chrome, project_page));
    std::ranges::move(of_projects_filled_with(text, chrome), std::back_inserter(all));
    ProposalsPage list;
    list.query = list.project_id = text;
    list.projects = {{text, text}};
    list.items = {one};
    list.cursors = {text, text};
    all.push_back(sample("proposals", chrome, list));
    std::ranges::move(of_search_filled_with(chrome, text), std::back_inserter(all));
    std::ranges::move(of_territory_filled_with(chrome, text), std::back_inserter(all));
    ProposalPage page;
    page.id = page.title = page.excerpt = page.project_id = page.project_title = page.origin = text;
    page.body = page.withdrawal_reason = body;
    page.author = who;
    page.is_author = true;
    page.arguments = {said};
    page.form = form;
    page.others = {one};
    all.push_back(sample("proposal", chrome, page));
    page.state = ContributionState::withdrawn;
    all.push_back(sample("proposal-withdrawn", chrome, page));
    ProposeForm propose;
    propose.edit = propose.preview = true;
    propose.proposal_id = propose.project_id = propose.project_title = text;
    propose.projects = {{text, text}};
    propose.title = propose.body = propose.place = bad;
    propose.point = {text, text};
    propose.preview_body = propose.published_body = body;
    propose.published_title = text;
    propose.similar = {one};
    propose.draft.id = propose.draft.published_id = text;
    propose.draft.just_saved = propose.draft.changed = true;
    all.push_back(sample("propose", chrome, propose));
    const AmendmentRow amendment_row{text, who, AmendmentState::open, true, text, 1, 1};
    TextDiff hostile_diff;
    hostile_diff.changed = true;
    hostile_diff.stretches = {{false, true, text}, {true, false, text}};
    page.state = ContributionState::open;
    page.co_authors = {who};
    page.invited = page.amendable = true;
    page.amendments = {amendment_row};
    page.amendment_count = 1;
    page.amendment.shown = page.amendment.may_decide = page.amendment.may_rebase = true;
    page.amendment.amended_id = page.amendment.amended_title = text;
    page.amendment.heading = page.amendment.body = hostile_diff;
    all.push_back(sample("proposal-amended", chrome, page));
    page.amendment.state = AmendmentState::refused;
    page.amendment.by = who;
    page.amendment.reason = body;
    all.push_back(sample("amendment-refused", chrome, page));
    AmendForm amend_form;
    amend_form.proposal_id = amend_form.proposal_title = amend_form.amendment_id = text;
    amend_form.title = amend_form.body = amend_form.reason = bad;
    amend_form.preview = amend_form.moved = true;
    amend_form.heading_diff = amend_form.body_diff = hostile_diff;
    amend_form.heading_moved = amend_form.body_moved = hostile_diff;
    all.push_back(sample("amend", chrome, amend_form));
    all.push_back(sample("refuse-amendment", chrome, RefusalForm{text, text, 1, bad}));
    all.push_back(sample("authors", chrome, AuthorsPage{text, text, {who}, {who}, bad, 10, true}));
    all.push_back(sample("drafts", chrome, DraftsPage{{{text, text, text, text, 1}}, true}));
    all.push_back(sample("withdraw", chrome, WithdrawForm{text, text, bad}));
    all.push_back(sample("argument", chrome, form));
    all.push_back(sample("person", chrome,
                         PersonPage{text,
                                    text,
                                    1,
                                    true,
                                    {{Role::editor, text, text, 1, body}},
                                    {one},
                                    1,
                                    {{text, text, text, Side::against, text, 1}},
                                    1,
                                    {true, text, text, true}}));
    page.past = {1, 1, 0};
    all.push_back(sample("proposal-past", chrome, page));
    project_page.past = {1, 1, 1};
    all.push_back(sample("project-past", chrome, project_page));
    HistoryPage history_page;
    history_page.id = history_page.title = history_page.older = text;
    HistoryLine line;
    line.who = who;
    line.title = line.path = line.excerpt = text;
    history_page.days = {{.day = 1, .lines = {line}, .stances = 1}};
    all.push_back(sample("history", chrome, history_page));
    ChangesPage changes_page;
    changes_page.id = changes_page.title = text;
    changes_page.heading = changes_page.body =
        changes_page.news = {{{true, false, text}, {false, true, text}}, true};
    changes_page.phase_before = text;
    changes_page.arguments = {{text, who, Side::beside, false, false, text}};
    all.push_back(sample("changes", chrome, changes_page));
    all.push_back(sample("signin", chrome, SigninPage{bad, text, true}));
    all.push_back(sample("confirm", chrome, ConfirmPage{text, text, false}));
    all.push_back(sample("join", chrome, JoinPage{bad, Fault::not_accepted, 1, text, text}));
    all.push_back(sample("account", chrome, hostile_account(bad, text)));
    const Followed one_followed{"proposal", text, text, text, FollowReason::took_part};
    FollowingPage following_page;
    following_page.items = {news};
    following_page.cursors.next = text;
    following_page.follows = {one_followed};
    all.push_back(sample("following", chrome, following_page));
    all.push_back(sample("unsubscribe", chrome, UnsubscribePage{text, false}));
    FollowsPage follows_page;
    follows_page.asked = follows_page.by_itself = {one_followed};
    follows_page.languages = {{text, text, true}};
    all.push_back(sample("follows", chrome, follows_page));
    all.push_back(
        sample("delete-account", chrome,
               DeleteAccountPage{DeleteAccountPage::Words::keep, Fault::not_chosen, false, 1, 1}));
    OwnDataPage own;
    own.person = own.email = own.name = text;
    own.drafts.push_back({1, text, body});
    own.acts.push_back({text, 1, 1, text, text, text, body, text});
    all.push_back(sample("own-data", chrome, own));
    AuditPage audited = audit();
    audited.checkpoint = audited.origin = audited.verifier_key = audited.site = audited.digest =
        text;
    for (AuditWitness& witness : audited.witnesses) witness.name = witness.verifier_key = text;
    audited.continuations = {{now, text, 2, 1}};
    audited.forks = {{text, now, 1, 2, true}};
    all.push_back(sample("audit", chrome, audited));
    VerifyPage receipt_page = verify_page();
    receipt_page.pasted = text;
    receipt_page.entry.title = text;
    receipt_page.origin = text;
    all.push_back(sample("verify", chrome, receipt_page));
    receipt_page.verdict = ReceiptVerdict::other_log;
    receipt_page.other_origin = text;
    all.push_back(sample("verify-other", chrome, receipt_page));
    OwnReceiptsPage receipts_page = own_receipts();
    receipts_page.receipts[0].entry.title = text;
    receipts_page.cursors = {text, text};
    all.push_back(sample("own-receipts", chrome, receipts_page));
    CharterPage charter_page;
    charter_page.published = charter_page.to_accept = true;
    charter_page.body = body;
    charter_page.next = charter_page.resend_path = text;
    charter_page.changes = {{{true, false, text}, {false, true, text}}, true};
    charter_page.kept = {{text, text}};
    all.push_back(sample("charter", chrome, charter_page));
    std::ranges::move(of_answers_filled_with(text, chrome), std::back_inserter(all));
    std::ranges::move(of_questions_filled_with(text, chrome), std::back_inserter(all));
    std::ranges::move(of_conclusions_filled_with(text, chrome), std::back_inserter(all));
    std::ranges::move(of_meetings_filled_with(text, chrome), std::back_inserter(all));
    all.push_back(sample("error", chrome, ErrorPage{}));
    return all;
}

}  // namespace imaginons::http::pages::samples
