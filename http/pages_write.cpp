// What people do on the site beside proposing (pages_propose.cpp) and projects
// (pages_project_forms.cpp): argue, take a stance, accept the charter. Each is a form, one command,
// and 303 to the object.
#include <algorithm>

#include "commands/limits.hpp"
#include "events/time.hpp"
#include "http/answer_parts.hpp"
#include "http/app_limits.hpp"
#include "http/errors.hpp"
#include "http/forms.hpp"
#include "http/hidden.hpp"
#include "http/labels.hpp"
#include "http/markdown.hpp"
#include "http/page_parts.hpp"
#include "http/pages/limits.hpp"
#include "http/pages_handlers.hpp"
#include "http/random.hpp"
#include "http/searching.hpp"
#include "http/writes.hpp"
#include "projections/search_documents.hpp"

namespace imaginons::http::site {

namespace {

using commands::Answer;
using commands::Outcome;
using commands::Refusal;
using projections::Views;

std::string proposal_path(const auto& id) {
    return "/proposals/" + events::to_text(id);
}

// --- arguments

// What an argument is about, as its form says it; nothing if it does not exist or cannot be argued
// about.
std::optional<pages::ArgumentForm> argument_form_about(const Visit& visit,
                                                       std::string_view parent) {
    const auto id = events::parse_id<events::ProposalId>(visit.captures[0]);
    if (!id) return std::nullopt;
    return visit.app.views.read([&](const Views& views) -> std::optional<pages::ArgumentForm> {
        const projections::Proposal* row = projections::find(views, *id);
        if (row == nullptr || row->state == projections::State::hidden) return std::nullopt;
        pages::ArgumentForm form;
        form.proposal_id = events::to_text(row->id);
        form.proposal_title = title_of(*row);
        form.body.limit = commands::limits::argument_chars;
        form.source_title.limit = commands::limits::title_chars;
        if (parent.empty()) return form;
        const auto parent_id = events::parse_id<events::ArgumentId>(parent);
        const projections::Argument* above =
            parent_id ? projections::find(views, *parent_id) : nullptr;
        if (above == nullptr || above->state != projections::State::submitted) return std::nullopt;
        form.reply = true;
        form.parent_id = events::to_text(above->id);
        form.parent_author = views.people[above->author].pseudonym;
        form.parent_excerpt = plain_excerpt(above->words.body, pages::limits::excerpt_characters);
        return form;
    });
}

// Why there is no such form.
Response no_argument_form(const Visit& visit) {
    const auto id = events::parse_id<events::ProposalId>(visit.captures[0]);
    const bool hidden = id && visit.app.views.read([&](const Views& views) {
        const projections::Proposal* row = projections::find(views, *id);
        return row != nullptr && row->state == projections::State::hidden;
    });
    return hidden ? hidden_page(visit, *id) : error_page(visit, pages::Problem::not_found);
}

events::Side side_named(std::string_view name) {
    if (name == "for") return events::Side::for_;
    if (name == "against") return events::Side::against;
    return events::Side::beside;
}

bool has_fault(const pages::ArgumentForm& form) {
    const pages::Fault none = pages::Fault::none;
    return form.side.fault != none || form.body.fault != none || form.source_url.fault != none ||
           form.source_title.fault != none;
}

void take_fields(pages::ArgumentForm& form, const PostedForm& posted) {
    form.side.value = posted.text("side");
    if (form.reply && form.side.value.empty()) form.side.value = "beside";
    form.body.value = posted.text("body");
    form.source_url.value = posted.text("source_url");
    form.source_title.value = posted.text("source_title");
    check_text(form.body, commands::limits::argument_chars);
    const std::string& side = form.side.value;
    if (side != "for" && side != "against" && side != "beside")
        form.side.fault = pages::Fault::not_chosen;
    if (form.source_url.value.empty() && !form.source_title.value.empty()) {
        form.source_url.fault = pages::Fault::missing;
    }
}

void put_fault(pages::ArgumentForm& form, const Refusal& refusal) {
    pages::Field& field = refusal.field == "url"     ? form.source_url
                          : refusal.field == "title" ? form.source_title
                          : refusal.field == "side"  ? form.side
                                                     : form.body;
    field.fault = fault_of(refusal.code);
}

// --- stances

std::optional<events::Stance> stance_named(std::string_view name) {
    if (name == "for") return events::Stance::for_;
    if (name == "neutral") return events::Stance::neutral;
    if (name == "against") return events::Stance::against;
    return std::nullopt;
}

// `back`: the path that shows the object, perhaps with an anchor.
Reply stance(Visit& visit, const PostedForm& posted, const StanceTarget& target, std::string back) {
    if (!target.exists) return error_page(visit, pages::Problem::not_found);
    const auto token = visit.app.engine.stance_token(target.scope, visit.who->person);
    const std::string wanted = posted.text("stance");
    const auto taken = stance_named(wanted);
    if (!token || (!taken && wanted != "withdraw"))
        return error_page(visit, pages::Problem::bad_request);
    commands::AnyCommand body;
    if (taken) {
        body = commands::TakeStance{target.object_kind, target.object, target.scope, *token, *taken,
                                    version_in(posted)};
    } else {
        body = commands::WithdrawStance{target.object_kind, target.object, target.scope, *token};
    }
    commands::Command command = command_of(visit, std::move(body), posted.request_id());
    return submit(
        visit, std::move(command), [back = std::move(back)](Visit& waiting, const Answer* answer) {
            const std::string path = back.substr(0, back.find('#'));
            return form_answer(waiting, answer, path, [&](const Outcome&) { return back; }, {});
        });
}

}  // namespace

Reply argument_form(Visit& visit) {
    const std::string parent = query_value(visit, "parent");
    const auto form = argument_form_about(visit, parent);
    if (!form) return no_argument_form(visit);
    if (!visit.who) return to_sign_in(visit, "/proposals/" + form->proposal_id);
    return show<pages::Nav::proposals>(visit, *form);
}

Reply add_argument(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, "/proposals/" + visit.captures[0]);
    if (posted.refused()) return *posted.refused();
    auto form = argument_form_about(visit, posted.text("parent"));
    if (!form) return no_argument_form(visit);
    take_fields(*form, posted);
    if (has_fault(*form)) return show<pages::Nav::proposals>(visit, *form, 422);
    commands::AddArgument body;
    body.argument = random_id<events::ArgumentId>();
    body.proposal = events::parse_id<events::ProposalId>(form->proposal_id).value();
    if (form->reply) body.parent = events::parse_id<events::ArgumentId>(form->parent_id).value();
    body.side = side_named(form->side.value);
    body.body = form->body.value;
    body.title = form->source_title.value;
    body.url = form->source_url.value;
    commands::Command command = command_of(visit, std::move(body), posted.request_id());
    return submit(visit, std::move(command),
                  [form = std::move(*form)](Visit& waiting, const Answer* answer) {
                      const std::string about = "/proposals/" + form.proposal_id;
                      const auto again = [&](const Refusal& refusal) {
                          pages::ArgumentForm wrong = form;
                          put_fault(wrong, refusal);
                          return show<pages::Nav::proposals>(waiting, wrong, 422);
                      };
                      return form_answer(
                          waiting, answer, about,
                          [&](const Outcome& outcome) {
                              return about + "#a-" + events::to_text(outcome.object);
                          },
                          again);
                  });
}

Reply take_stance(Visit& visit) {
    const std::string back = "/proposals/" + visit.captures[0];
    const PostedForm posted = PostedForm::of_session(visit, back);
    if (posted.refused()) return *posted.refused();
    const auto id = events::parse_id<events::ProposalId>(visit.captures[0]);
    if (!id) return error_page(visit, pages::Problem::not_found);
    const StanceTarget target =
        visit.app.views.read([&](const Views& views) { return stance_target(views, *id); });
    return stance(visit, posted, target, back);
}

Reply take_argument_stance(Visit& visit) {
    const auto id = events::parse_id<events::ArgumentId>(visit.captures[0]);
    if (!id) return error_page(visit, pages::Problem::not_found);
    std::string back = "/";
    const StanceTarget target = visit.app.views.read([&](const Views& views) {
        if (const auto* argument = projections::find(views, *id)) {
            back = proposal_path(views.proposals[argument->proposal].id);
        }
        return stance_target(views, *id);
    });
    const PostedForm posted = PostedForm::of_session(visit, back);
    if (posted.refused()) return *posted.refused();
    return stance(visit, posted, target, back + "#a-" + events::to_text(*id));
}

Reply accept_charter(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, "/charter");
    if (posted.refused()) return *posted.refused();
    std::string next = safe_next(posted.text("next"));
    if (next.empty()) next = "/charter";
    commands::Command command =
        command_of(visit, commands::AcceptCharter{version_in(posted)}, posted.request_id());
    return submit(visit, std::move(command),
                  [next = std::move(next)](Visit& waiting, const Answer* answer) {
                      return form_answer(waiting, answer, "/charter",
                                         [&](const Outcome&) { return next; }, {});
                  });
}

}  // namespace imaginons::http::site
