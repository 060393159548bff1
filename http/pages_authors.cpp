// Who signs a proposal: inviting, accepting, declining, leaving. Each is a form, one command, and
// 303.
#include "commands/limits.hpp"
#include "http/errors.hpp"
#include "http/forms.hpp"
#include "http/hidden.hpp"
#include "http/page_parts.hpp"
#include "http/pages_handlers.hpp"
#include "http/writes.hpp"
#include "projections/queries.hpp"

namespace imaginons::http::site {

namespace {

using commands::Answer;
using commands::Outcome;
using commands::Refusal;
using commands::RefusalCode;
using projections::Views;

// The page for one of the authors, or why it is not shown.
std::optional<Response> not_for(const Visit& visit, pages::AuthorsPage& page) {
    const auto id = events::parse_id<events::ProposalId>(visit.captures[0]);
    if (!id) return error_page(visit, pages::Problem::not_found);
    if (!visit.who) return to_sign_in(visit, "/proposals/" + visit.captures[0] + "/authors");
    enum class Found : std::uint8_t { none, hidden, foreign, own };
    const Found found = visit.app.views.read([&](const Views& views) {
        const projections::Proposal* row = projections::find(views, *id);
        if (row == nullptr || row->kind == projections::Kind::statement) return Found::none;
        if (row->state == projections::State::hidden) return Found::hidden;
        if (!projections::is_author(views, *row, visit.who->person)) return Found::foreign;
        page.proposal_id = events::to_text(*id);
        page.title = row->words.title;
        page.most = commands::limits::co_authors;
        page.pseudonym.limit = commands::limits::pseudonym_chars;
        page.may_leave = views.people[row->author].id != visit.who->person;
        for (const std::uint32_t person : projections::authors_of(views, *row))
            page.authors.push_back(person_name(views, person));
        const projections::Writing* writing = projections::writing_of(views, *row);
        if (writing == nullptr) return Found::own;
        for (const std::uint32_t person : writing->invited) {
            if (views.people[person].erased == events::ErasedWords::unset)
                page.invited.push_back(person_name(views, person));
        }
        return Found::own;
    });
    switch (found) {
        case Found::none: return error_page(visit, pages::Problem::not_found);
        case Found::hidden: return hidden_page(visit, *id);
        case Found::foreign: return error_page(visit, pages::Problem::forbidden);
        case Found::own: break;
    }
    return std::nullopt;
}

// What can be said beside the field; none if the refusal is about something else.
pages::Fault fault_beside_name(const Refusal& refusal) {
    using Code = RefusalCode;
    const Code code = refusal.code;
    if (code == Code::unknown_person) return pages::Fault::unknown_name;
    const bool closed = code == Code::proposal_withdrawn || code == Code::words_removed ||
                        code == Code::amendment_decided;
    return closed ? pages::Fault::closed : fault_of(code);
}

}  // namespace

Reply authors(Visit& visit) {
    pages::AuthorsPage page;
    if (auto response = not_for(visit, page)) return std::move(*response);
    return show<pages::Nav::proposals>(visit, page);
}

Reply invite_author(Visit& visit) {
    const PostedForm posted =
        PostedForm::of_session(visit, "/proposals/" + visit.captures[0] + "/authors");
    if (posted.refused()) return *posted.refused();
    pages::AuthorsPage page;
    if (auto response = not_for(visit, page)) return std::move(*response);
    page.pseudonym.value = posted.text("pseudonym");
    const commands::InviteCoAuthor body{
        events::parse_id<events::ProposalId>(visit.captures[0]).value(), page.pseudonym.value};
    commands::Command command = command_of(visit, body, posted.request_id());
    return submit(visit, std::move(command), [page](Visit& waiting, const Answer* answer) {
        const std::string back = "/proposals/" + page.proposal_id + "/authors";
        const auto* refusal = answer == nullptr ? nullptr : std::get_if<Refusal>(answer);
        const auto fault = refusal == nullptr ? pages::Fault::none : fault_beside_name(*refusal);
        if (fault != pages::Fault::none) {
            pages::AuthorsPage wrong = page;
            wrong.pseudonym.fault = fault;
            return show<pages::Nav::proposals>(waiting, wrong, 422);
        }
        return form_answer(waiting, answer, back, [&](const Outcome&) { return back; }, {});
    });
}

Reply accept_invitation(Visit& visit) {
    const std::string back = "/proposals/" + visit.captures[0];
    const PostedForm posted = PostedForm::of_session(visit, back);
    if (posted.refused()) return *posted.refused();
    const auto id = events::parse_id<events::ProposalId>(visit.captures[0]);
    if (!id) return error_page(visit, pages::Problem::not_found);
    commands::Command command =
        command_of(visit, commands::AcceptInvitation{*id}, posted.request_id());
    return submit(visit, std::move(command), [back](Visit& waiting, const Answer* answer) {
        return form_answer(waiting, answer, back, [&](const Outcome&) { return back; }, {});
    });
}

Reply end_authorship(Visit& visit) {
    const std::string back = "/proposals/" + visit.captures[0];
    const PostedForm posted = PostedForm::of_session(visit, back);
    if (posted.refused()) return *posted.refused();
    const auto id = events::parse_id<events::ProposalId>(visit.captures[0]);
    if (!id) return error_page(visit, pages::Problem::not_found);
    const std::string whom = posted.text("person");
    const auto person = events::parse_id<events::PersonId>(whom);
    if (!whom.empty() && !person) return error_page(visit, pages::Problem::not_found);
    const commands::EndCoAuthorship body{*id, person.value_or(events::PersonId())};
    commands::Command command = command_of(visit, body, posted.request_id());
    const std::string to = whom.empty() ? back : back + "/authors";
    return submit(visit, std::move(command), [back, to](Visit& waiting, const Answer* answer) {
        return form_answer(waiting, answer, back, [&](const Outcome&) { return to; }, {});
    });
}

}  // namespace imaginons::http::site
