// Bindings of the proposal pages.
#include "http/pages/proposals.hpp"

#include "http/pages/binding.hpp"
#include "http/pages/subjects.hpp"

#include <algorithm>

namespace imaginons::http::pages {
namespace {

constexpr std::size_t replies_unfolded = 2;

// Who looks at an argument, and where it stands.
struct Place {
    std::string_view proposal_id;
    bool may_act = false;  // signed in, and the proposal is open
};

template <class Words>
void bind_said(Fields& out, const Words& words, const Place& place, bool can_reply) {
    const bool shown = words.state == ContributionState::open;
    out.text("id", words.id);
    out.text("proposal_id", place.proposal_id);
    bind_author(out, words.author);
    bind_state(out, words.state);
    out.flag("by_city", words.by_city);
    out.date("at", words.at);
    out.flag("shown", shown);
    out.html("body_html", words.body);
    out.flag("has_source", !words.source_url.empty());
    out.url("source_url", words.source_url);
    out.text("source_title", words.source_title.empty() ? words.source_url : words.source_title);
    out.flag("can_answer", place.may_act && shown);
    out.flag("can_reply", can_reply);
    out.flag("is_useful", words.useful > 0 && shown);
    out.number("useful", words.useful);
    out.text("useful_action", words.found_useful ? "withdraw" : "for");
    out.text("useful_pressed", words.found_useful ? "true" : "false");
}

void bind_reply(Fields& out, const Reply& reply, const Place& place, int level) {
    bind_said(out, reply, place, level < 2);
    out.flag("has_replies", level < 2 && !reply.replies.empty());
    if (level < 2) {
        out.list("replies", reply.replies, [&](Fields& item, const Reply& next) {
            bind_reply(item, next, place, level + 1);
        });
    }
}

void bind_argument(Fields& out, const Argument& argument, const Place& place) {
    bind_said(out, argument, place, true);
    out.flag("has_replies", !argument.replies.empty());
    out.flag("few_replies", argument.replies.size() <= replies_unfolded);
    out.number("reply_count", argument.replies.size());
    out.list("replies", argument.replies,
             [&](Fields& item, const Reply& reply) { bind_reply(item, reply, place, 1); });
}

void bind_side_of_debate(Fields& out, const ProposalPage& page, const Place& place, Side side,
                         const std::string& name) {
    std::vector<Argument> chosen;
    std::ranges::copy_if(page.arguments, std::back_inserter(chosen),
                         [&](const Argument& a) { return a.side == side; });
    out.flag("any_" + name, !chosen.empty());
    out.number("count_" + name, chosen.size());
    out.list("arguments_" + name, chosen,
             [&](Fields& item, const Argument& argument) { bind_argument(item, argument, place); });
}

// One argument needs no order; in the past there are no links to it.
void bind_argument_sort(Fields& out, const ProposalPage& page) {
    out.flag("sortable", page.arguments.size() > 1 && page.past.position == 0);
    out.flag("sort_fair", page.argument_sort == ArgumentSort::fair);
    out.flag("sort_useful", page.argument_sort == ArgumentSort::useful);
    out.flag("sort_recent", page.argument_sort == ArgumentSort::recent);
}

void bind_choices(Fields& out, const std::vector<ProjectChoice>& projects,
                  std::string_view chosen) {
    out.flag("has_choices", !projects.empty());
    out.list("choices", projects, [&](Fields& item, const ProjectChoice& project) {
        item.text("choice_id", project.id);
        item.text("choice_title", project.title);
        item.flag("chosen", project.id == chosen);
    });
}

std::string_view name_of(Sort sort) {
    switch (sort) {
        case Sort::recent: return "recent";
        case Sort::supported: return "supported";
        case Sort::debated: return "debated";
    }
    return {};
}

std::string_view name_of(StateFilter state) {
    switch (state) {
        case StateFilter::open: return "open";
        case StateFilter::overdue: return "overdue";
        case StateFilter::under_review: return "under_review";
        case StateFilter::info_requested: return "info_requested";
        case StateFilter::accepted: return "accepted";
        case StateFilter::redirected: return "redirected";
        case StateFilter::refused: return "refused";
        case StateFilter::in_progress: return "in_progress";
        case StateFilter::done: return "done";
        case StateFilter::withdrawn: return "withdrawn";
        case StateFilter::hidden: return "hidden";
        case StateFilter::all: return "all";
    }
    return {};
}

// `ending`: of its feed, or nothing.
std::string list_path(const ProposalsPage& page, std::string_view ending = {}) {
    std::string path = "/proposals" + std::string{ending} +
                       "?sort=" + std::string{name_of(page.sort)} +
                       "&state=" + std::string{name_of(page.state)};
    if (page.statements) {
        path += "&kind=statement";
    }
    if (!page.project_id.empty()) {
        path += "&project=" + query_encoded(page.project_id);
    }
    if (!page.theme.empty()) {
        path += "&theme=" + query_encoded(page.theme);
    }
    if (!page.district.empty()) {
        path += "&district=" + query_encoded(page.district);
    }
    if (!page.query.empty()) {
        path += "&q=" + query_encoded(page.query);
    }
    return path;
}

void bind_argument_form(Fields& out, const ArgumentForm& page) {
    FormBinding form{out};
    out.text("proposal_id", page.proposal_id);
    out.text("proposal_title", page.proposal_title);
    out.flag("reply", page.reply);
    out.text("parent_id", page.parent_id);
    out.text("parent_author", page.parent_author);
    out.text("parent_excerpt", page.parent_excerpt);
    form.field("side", page.side, "side", missing::side, [&](Fields& group) {
        group.flag("is_for", page.side.value == "for");
        group.flag("is_against", page.side.value == "against");
        group.flag("is_beside", page.side.value == "beside");
    });
    form.field("body", page.body, "body", page.reply ? missing::reply : missing::argument);
    out.flag("source_open", !page.source_url.value.empty() || !page.source_title.value.empty() ||
                                page.source_url.fault != Fault::none ||
                                page.source_title.fault != Fault::none);
    form.field("source_url_field", page.source_url, "source_url", missing::source);
    form.field("source_title_field", page.source_title, "source_title", missing::source_title);
    form.finish();
}

void bind_stance_form(Fields& out, const ProposalPage& page) {
    const auto pressed = [&](Stance stance) { return page.own == stance ? "true" : "false"; };
    out.flag("has_own", page.own != Stance::none);
    out.flag("own_for", page.own == Stance::in_favour);
    out.flag("own_neutral", page.own == Stance::neutral);
    out.flag("own_against", page.own == Stance::against);
    out.text("pressed_for", pressed(Stance::in_favour));
    out.text("pressed_neutral", pressed(Stance::neutral));
    out.text("pressed_against", pressed(Stance::against));
    out.flag("own_is_older",
             page.own != Stance::none && page.own_version != 0 && page.own_version < page.version);
    out.text("own_version", std::to_string(page.own_version));
    out.number("stances", page.tally.in_favour + page.tally.neutral + page.tally.against);
    out.flag("has_superseded", page.superseded > 0);
    out.number("superseded", page.superseded);
    out.number("on_this_version", page.on_this_version);
    const bool just_given = page.receipt.seq != 0;
    out.group("receipt", just_given, page, [](Fields& receipt, const ProposalPage& given) {
        receipt.flag("receipt_for", given.receipt_stance == Stance::in_favour);
        receipt.flag("receipt_neutral", given.receipt_stance == Stance::neutral);
        receipt.flag("receipt_against", given.receipt_stance == Stance::against);
        bind_receipt(receipt, given.receipt);
    });
}

}  // namespace

void bind_point(Fields& out, const MapPoint& point) {
    out.flag("has_point", !point.latitude.empty());
    out.text("latitude", point.latitude);
    out.text("longitude", point.longitude);
}

void bind(Fields& out, const ProposalsPage& page) {
    const bool filtered = !page.query.empty() || page.sort != Sort::recent ||
                          page.state != StateFilter::open || page.statements ||
                          !page.project_id.empty() || !page.theme.empty() || !page.district.empty();
    out.text("query", page.query);
    out.flag("has_query", !page.query.empty());
    out.flag("filtered", filtered);
    out.flag("statements", page.statements);
    out.flag("sort_recent", page.sort == Sort::recent);
    out.flag("sort_supported", page.sort == Sort::supported);
    out.flag("sort_debated", page.sort == Sort::debated);
    out.flag("kept_sort", page.sort != Sort::recent);
    out.text("sort", name_of(page.sort));
    out.flag("filter_open", page.state == StateFilter::open);
    for (const StateFilter each :
         {StateFilter::overdue, StateFilter::under_review, StateFilter::info_requested,
          StateFilter::accepted, StateFilter::redirected, StateFilter::refused,
          StateFilter::in_progress, StateFilter::done}) {
        out.flag("filter_" + std::string{name_of(each)}, page.state == each);
    }
    out.flag("any_overdue", page.overdue > 0);
    out.number("overdue_count", page.overdue);
    out.number("answer_days", page.answer_days);
    out.flag("filter_withdrawn", page.state == StateFilter::withdrawn);
    out.flag("filter_hidden", page.state == StateFilter::hidden);
    out.flag("kept_state", page.state != StateFilter::open);
    out.text("state", name_of(page.state));
    out.flag("in_project", !page.project_id.empty());
    out.text("project_id", page.project_id);
    bind_choices(out, page.projects, page.project_id);
    out.flag("of_theme", !page.theme.empty());
    out.text("theme", page.theme);
    out.flag("of_district", !page.district.empty());
    out.text("district", page.district);
    bind_label_choices(out, {page.themes, page.districts}, {page.theme}, page.district);
    out.flag("has_labels", !page.themes.empty() || !page.districts.empty());
    out.path("atom_url", list_path(page, ".atom"));
    out.path("json_url", list_path(page, ".json"));
    out.path("geojson_url", list_path(page, ".geojson"));
    out.flag("has_items", !page.items.empty());
    out.list("items", page.items, bind_proposal_row);
    bind_pagination(
        out, page.cursors, list_path(page),
        {page.first, page.first + (page.items.empty() ? 0 : page.items.size() - 1), page.total});
}

void bind(Fields& out, const ProposalPage& page, bool signed_in) {
    const bool open =
        page.state == ContributionState::open && page.past.position == 0 && !page.decided;
    const bool hidden = page.state == ContributionState::hidden;
    const Place place{page.id, signed_in && open && page.phase.allows_arguments};
    out.text("id", page.id);
    out.text("live_scope", page.id);
    out.flag("statement", page.statement);
    bind_past(out, page.past, "/proposals/" + page.id);
    out.text("title",
             hidden && page.title.empty() ? hidden_title(out) : title_or_gone(out, page.title));
    out.text("excerpt", page.excerpt);
    out.html("body_html", page.body);
    bind_state(out, page.state);
    bind_course(out, page.course, !hidden);
    out.flag("plain_state",
             hidden || page.state != ContributionState::open || page.course.stage == Stage::none);
    out.flag("may_answer", page.may_answer);
    out.flag("open", open);
    out.flag("takes_stances", open && page.phase.allows_stances);
    out.flag("takes_arguments", open && page.phase.allows_arguments);
    out.flag("no_stances_now", open && !page.phase.allows_stances);
    out.flag("no_arguments_now", open && !page.phase.allows_arguments);
    out.flag("has_phase", !page.phase.title.empty());
    out.text("phase_now", page.phase.title);
    out.flag("withdrawn", page.state == ContributionState::withdrawn);
    out.flag("hidden", hidden);
    out.flag("erased", page.state == ContributionState::erased);
    out.flag("has_reason", !page.withdrawal_reason.empty());
    out.html("reason_html", page.withdrawal_reason);
    bind_author(out, page.author);
    out.flag("has_co_authors", !page.co_authors.empty());
    out.list("co_authors", page.co_authors, bind_author);
    out.flag("invited", page.invited && open);
    out.flag("amendable", page.amendable && !hidden && page.past.position == 0);
    out.flag("may_amend", page.amendable && open && page.phase.allows_wording);
    out.flag("has_amendments", page.amendment_count > 0);
    out.number("amendment_count", page.amendment_count);
    out.list("amendments", page.amendments, bind_amendment_row);
    out.group("amendment", page.amendment.shown, page.amendment, bind_amendment_panel);
    bind_questions(out, page.questions);
    bind_conclusions(out, page.conclusions);
    bind_follow(out, page.follow);
    out.flag("offer_follow", page.receipt.seq != 0 && page.follow.shown && !page.follow.follows);
    const bool can_edit = page.is_author && open && !page.statement;
    out.flag("can_edit", can_edit);
    out.flag("can_reword",
             can_edit && (page.phase.allows_wording || page.course.stage == Stage::info_requested));
    out.flag("in_project", !page.project_id.empty());
    out.text("project_id", page.project_id);
    out.text("project_title", title_or_gone(out, page.project_title));
    bind_labels(out, page.themes, page.district);
    bind_point(out, page.point);
    out.flag("has_origin", !page.origin.empty());
    out.text("origin", page.origin);
    out.date("created", page.created_at);
    out.flag("edited", page.version > 1);
    out.date("edited_at", page.edited_at);
    out.text("version", std::to_string(page.version));
    bind_tally(out, page.tally);
    bind_stance_form(out, page);
    const auto replies =
        page.argument_count - std::min<std::uint64_t>(page.argument_count, page.arguments.size());
    out.number("argument_count", page.arguments.size());
    out.flag("has_reply_total", replies > 0);
    out.number("reply_total", replies);
    out.flag("has_arguments", !page.arguments.empty());
    bind_argument_sort(out, page);
    bind_side_of_debate(out, page, place, Side::in_favour, "for");
    bind_side_of_debate(out, page, place, Side::against, "against");
    bind_side_of_debate(out, page, place, Side::beside, "beside");
    out.group("form", true, page.form, bind_argument_form);
    out.flag("has_others", !page.others.empty());
    out.list("others", page.others, bind_proposal_row);
}

void bind(Fields& out, const ProposeForm& page) {
    FormBinding form{out};
    out.flag("edit", page.edit);
    out.path("form_url", page.edit ? "/proposals/" + page.proposal_id + "/edit" : "/proposals/new");
    out.text("version", std::to_string(page.version));
    out.flag("in_project", !page.project_id.empty() && page.projects.empty());
    out.text("project_id", page.project_id);
    out.text("project_title", page.project_title);
    bind_choices(out, page.projects, page.project_id);
    out.flag("preview", page.preview);
    out.text("preview_title", page.title.value);
    out.html("preview_html", page.preview_body);
    out.flag("has_similar", !page.similar.empty());
    out.number("similar_count", page.similar.size());
    out.list("similar", page.similar, [](Fields& item, const ProposalRow& row) {
        bind_proposal_row(item, row);
        item.number("supports", row.tally.in_favour);
    });
    out.group("draft", !page.draft.id.empty(), page.draft, bind_kept_draft);
    out.flag("project_wrong", page.project_fault != Fault::none);
    out.text("project_fault", form.fault({.value = {}, .fault = page.project_fault, .limit = 0},
                                         "project", missing::other_project));
    form.labels({page.theme_choices, page.district_choices}, page.themes, page.district,
                page.themes_fault, page.district_fault);
    form.field("place", page.place, "place", missing::place);
    bind_point(out, page.point);
    out.flag("published", !page.published_title.empty() || !page.published_body.empty());
    out.flag("has_published_title", !page.published_title.empty());
    out.text("published_title", page.published_title);
    out.html("published_html", page.published_body);
    form.field("title", page.title, "title", missing::title);
    form.field("body", page.body, "body", missing::body);
    form.finish();
}

void bind(Fields& out, const WithdrawForm& page) {
    FormBinding form{out};
    out.text("proposal_id", page.proposal_id);
    out.text("title", page.title);
    form.field("body", page.reason, "body", missing::reason);
    form.finish();
}

void bind(Fields& out, const ArgumentForm& page) {
    bind_argument_form(out, page);
}

}  // namespace imaginons::http::pages
