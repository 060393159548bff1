// Bindings of the project pages.
#include "http/pages/projects.hpp"

#include "http/pages/binding.hpp"
#include "http/pages/project_desk.hpp"
#include "http/pages/subjects.hpp"

#include <algorithm>

namespace imaginons::http::pages {
namespace {

constexpr std::size_t phases_side_by_side = 5;

struct PhaseRow {
    Phase phase;
    bool done = false;
    bool now = false;
};

std::vector<PhaseRow> rows_of(const ProjectPage& page) {
    std::vector<PhaseRow> rows;
    for (std::size_t i = 0; i < page.phases.size(); ++i) {
        const bool known = page.has_current_phase;
        rows.push_back(
            {page.phases[i], known && i < page.current_phase, known && i == page.current_phase});
    }
    return rows;
}

void bind_phase(Fields& out, const PhaseRow& row) {
    const Phase& phase = row.phase;
    const bool starts = phase.starts_on != 0;
    const bool ends = phase.ends_on != 0;
    out.text("phase_title", phase.title);
    out.flag("done", row.done);
    out.flag("now", row.now);
    out.flag("has_dates", starts || ends);
    out.flag("both", starts && ends);
    out.flag("only_start", starts && !ends);
    out.flag("only_end", ends && !starts);
    out.day("starts", phase.starts_on);
    out.day("ends", phase.ends_on);
    out.flag("kind_inform", phase.kind == PhaseKind::inform);
    out.flag("kind_propose", phase.kind == PhaseKind::propose);
    out.flag("kind_debate", phase.kind == PhaseKind::debate);
    out.flag("kind_decide", phase.kind == PhaseKind::decide);
    out.flag("kind_realise", phase.kind == PhaseKind::realise);
    out.flag("kind_review", phase.kind == PhaseKind::review);
}

void bind_milestone(Fields& out, const Milestone& milestone, std::int32_t on_day) {
    const bool due = milestone.due_on != 0;
    out.text("milestone", milestone.title);
    out.text("percent",
             std::to_string(milestone.reached ? 100 : std::min(milestone.percent, 100U)));
    out.flag("reached", milestone.reached);
    out.date("reached_at", milestone.reached_at);
    out.day("due", milestone.due_on);
    out.flag("late", due && milestone.due_on < on_day);
    out.flag("on_time", due && milestone.due_on >= on_day);
    out.date("updated", milestone.updated_at);
}

void bind_news(Fields& out, const NewsItem& news) {
    out.text("news_id", news.id);
    out.text("news_title", news.title);
    out.html("news_html", news.body);
    out.date("news_at", news.at);
}

}  // namespace

void bind(Fields& out, const ProjectsPage& page) {
    out.flag("can_open", page.can_open);
    out.flag("has_projects", !page.projects.empty());
    out.list("projects", with_unlike_pictures(page.projects), bind_project_card);
    bind_pagination(out, page.cursors, "/projects", {0, 0, page.total});
}

void bind(Fields& out, const ProjectPage& page) {
    const bool phase_known = page.has_current_phase && page.current_phase < page.phases.size();
    const auto feed_item = [](Fields& item, const FeedItem& feed) {
        bind_feed_item(item, feed, FeedTime::date);
    };
    out.text("id", page.id);
    out.text("live_scope", page.id);
    bind_follow(out, page.follow);
    bind_past(out, page.past, "/projects/" + page.id);
    out.text("title", title_or_gone(out, page.title));
    out.text("excerpt", page.excerpt);
    out.html("body_html", page.body);
    out.flag("erased", page.erased);
    out.flag("by_city", page.by_city);
    bind_author(out, page.owner);
    bind_level(out, page.level);
    bind_labels(out, page.themes, page.district);
    for (int step = 1; step <= 4; ++step) {
        const int here = static_cast<int>(page.level) + 1;
        out.text("level_" + std::to_string(step), step == here  ? "now"
                                                  : step < here ? "done"
                                                                : "later");
    }
    out.flag("support_only", page.support_only);
    out.flag("can_propose", page.can_propose);
    out.flag("has_phase", phase_known);
    out.text("phase", phase_known ? page.phases[page.current_phase].title : std::string{});
    out.flag("has_phases", !page.phases.empty());
    out.flag("few_phases", page.phases.size() <= phases_side_by_side);
    out.list("phases", rows_of(page), bind_phase);
    out.flag("has_milestones", !page.milestones.empty());
    out.list("milestones", page.milestones, [&](Fields& item, const Milestone& milestone) {
        bind_milestone(item, milestone, page.today);
    });
    out.flag("has_news", !page.news.empty());
    out.list("news", page.news, bind_news);
    out.flag("has_proposals", !page.proposals.empty());
    out.list("proposals", page.proposals, bind_proposal_row);
    out.number("proposal_count", page.proposal_count);
    out.flag("has_statements", !page.statements.empty());
    out.list("statements", page.statements, bind_proposal_row);
    out.number("statement_count", page.statement_count);
    out.flag("has_feed", !page.feed.empty());
    out.list("feed", page.feed, feed_item);
    out.number("facts", page.facts);
    out.number("stances", page.stances);
    out.date("opened", page.opened_at);
    out.flag("has_meetings", page.meeting_count != 0);
    out.flag("can_announce", page.can_announce);
    out.flag("meeting_section", page.meeting_count != 0 || page.can_announce);
    out.flag("meetings_to_come", page.meetings_to_come);
    out.number("meeting_count", page.meeting_count);
    out.list("meetings", page.meetings, bind_meeting_row);
    bind_questions(out, page.questions);
    bind_conclusions(out, page.conclusions);
    out.flag("has_taken_up", !page.taken_up.empty());
    out.list("taken_up", page.taken_up, [](Fields& item, const TakenUp& line) {
        bind_proposal_row(item, line.proposal);
        item.flag("has_verdict", !line.verdict.empty());
        item.text("verdict", line.verdict);
        item.date("answered", line.answered_at);
    });
}

void bind(Fields& out, const ProjectForm& page) {
    FormBinding form{out};
    const bool changes = !page.project_id.empty();
    out.flag("changes", changes);
    out.text("project_id", page.project_id);
    out.text("project_title", title_or_gone(out, page.project_title));
    out.text("seen", std::to_string(page.seen_seq));
    out.path("form_url", changes ? "/projects/" + page.project_id + "/edit" : "/projects/new");
    out.flag("may_be_citys", page.may_be_citys);
    form.field("whose", page.whose, "whose", missing::choice,
               [&](Fields& group) { group.flag("is_citys", page.whose.value != "own"); });
    out.flag("for_proposal", !page.takes_up.empty());
    out.text("takes_up", page.takes_up);
    out.text("takes_up_title", page.takes_up_title);
    form.field("title", page.title, "title", missing::project_title);
    form.field("body", page.body, "body", missing::project_body);
    form.field("level", page.level, "level", missing::level, [&](Fields& group) {
        for (const std::string_view level : {"inform", "consult", "co_build", "decide"}) {
            group.flag("is_" + std::string{level}, page.level.value == level);
        }
    });
    form.field("choice", page.choice, "choice", missing::choice, [&](Fields& group) {
        group.flag("is_three", page.choice.value == "for_neutral_against");
        group.flag("is_support", page.choice.value == "support_only");
    });
    form.labels({page.theme_choices, page.district_choices}, page.themes, page.district,
                page.themes_fault, page.district_fault);
    out.flag("has_phases", !page.phases.empty());
    std::size_t row = 0;
    out.list("phases", page.phases, [&](Fields& item, const PhaseField& phase) {
        const auto number = std::to_string(++row);
        std::string words;
        bool wrong = false;
        for (const Field* field : {&phase.title, &phase.kind, &phase.starts_on, &phase.ends_on}) {
            if (field->fault != Fault::none && !wrong) {
                words = form.fault(*field, "phase-" + number + "-title", missing::phase);
                wrong = true;
            }
        }
        item.text("row", number);
        item.text("phase_title", phase.title.value);
        for (const std::string_view kind :
             {"inform", "propose", "debate", "decide", "realise", "review"})
            item.flag("is_" + std::string{kind}, phase.kind.value == kind);
        item.text("phase_starts", phase.starts_on.value);
        item.text("phase_ends", phase.ends_on.value);
        item.flag("wrong", wrong);
        item.text("fault", words);
    });
    form.finish();
}

void bind(Fields& out, const ProjectDesk& page) {
    out.text("id", page.id);
    out.text("title", title_or_gone(out, page.title));
    out.flag("has_phases", !page.phases.empty());
    std::size_t position = 0;
    out.list("phases", page.phases, [&](Fields& item, const Phase& phase) {
        item.text("position", std::to_string(position));
        bind_phase(item, {phase, position < page.current_phase, position == page.current_phase});
        ++position;
    });
    out.flag("has_milestones", !page.milestones.empty());
    out.list("milestones", page.milestones, [&](Fields& item, const DeskMilestone& row) {
        item.text("milestone_id", row.id);
        bind_milestone(item, row.milestone, page.today);
    });
    out.flag("room_for_milestones", page.room_for_milestones);
}

void bind(Fields& out, const NewsForm& page) {
    FormBinding form{out};
    out.text("project_id", page.project_id);
    out.text("project_title", title_or_gone(out, page.project_title));
    form.field("title", page.title, "title", missing::news_title);
    form.field("body", page.body, "body", missing::news_body);
    form.finish();
}

void bind(Fields& out, const MilestoneForm& page) {
    FormBinding form{out};
    const bool changes = !page.milestone_id.empty();
    const std::string milestones = "/projects/" + page.project_id + "/milestones/";
    out.text("project_id", page.project_id);
    out.text("project_title", title_or_gone(out, page.project_title));
    out.flag("changes", changes);
    out.path("form_url", milestones + (changes ? page.milestone_id : "new"));
    form.field("title", page.title, "title", missing::milestone_title);
    form.field("due_on", page.due_on, "due_on", missing::phase);
    form.field("progress", page.progress, "progress", missing::progress);
    form.finish();
}

}  // namespace imaginons::http::pages
