// Bindings of a person's page, of sign-in and of the account.
#include "http/pages/people.hpp"

#include "http/pages/binding.hpp"
#include "http/pages/subjects.hpp"

namespace imaginons::http::pages {

void bind(Fields& out, const PersonPage& page) {
    out.text("name", name_or_gone(out, page.pseudonym));
    out.text("initials", initials_of(page.pseudonym));
    out.text("colour", std::to_string(colour_of(page.id)));
    out.date("joined_at", page.joined_at);
    out.flag("joined_known", page.joined_at != 0);
    out.flag("self", page.self);
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
    form.finish();
}

void bind(Fields& out, const AccountPage& page) {
    FormBinding form{out};
    out.text("person_id", page.person_id);
    out.flag("has_charter", page.charter_version != 0);
    out.text("charter_version", std::to_string(page.charter_version));
    form.field("pseudonym", page.pseudonym, "pseudonym", missing::pseudonym);
    form.finish();
}

}  // namespace imaginons::http::pages
