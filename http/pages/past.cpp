// Bindings of the pages of the past.
#include "http/pages/past.hpp"

#include "http/pages/binding.hpp"
#include "http/pages/subjects.hpp"

namespace imaginons::http::pages {
namespace {

std::string base_of(bool project, const std::string& id) {
    return (project ? "/projects/" : "/proposals/") + id;
}

std::string changes_of(const std::string& base, std::uint64_t from, std::uint64_t to) {
    return base + "/changes?from=" + std::to_string(from) + "&to=" + std::to_string(to);
}

// Fields: NAME_day (and NAME_day_known), NAME_at, NAME_time, NAME_position, NAME_url.
void bind_moment(Fields& out, const std::string& name, const PastMoment& moment,
                 const std::string& base) {
    out.day(name + "_day", moment.day);
    out.date(name + "_at", moment.at);
    out.text(name + "_time", out.words().time(moment.at));
    out.number(name + "_position", moment.position);
    out.path(name + "_url", base + "?at=" + std::to_string(moment.position));
}

void bind_line(Fields& out, const HistoryLine& line, const std::string& base) {
    const auto is = [&](HistoryKind kind) { return line.kind == kind; };
    const std::pair<std::string_view, HistoryKind> kinds[] = {
        {"project_opened", HistoryKind::project_opened},
        {"project_changed", HistoryKind::project_changed},
        {"phase_moved", HistoryKind::phase_moved},
        {"news_published", HistoryKind::news_published},
        {"milestone_set", HistoryKind::milestone_set},
        {"milestone_reached", HistoryKind::milestone_reached},
        {"proposal_submitted", HistoryKind::proposal_submitted},
        {"statement_added", HistoryKind::statement_added},
        {"proposal_edited", HistoryKind::proposal_edited},
        {"proposal_withdrawn", HistoryKind::proposal_withdrawn},
        {"proposal_hidden", HistoryKind::proposal_hidden},
        {"argument_added", HistoryKind::argument_added},
        {"argument_hidden", HistoryKind::argument_hidden},
        {"answer_drafted", HistoryKind::answer_drafted},
        {"answer_approved", HistoryKind::answer_approved},
        {"answer_sent_back", HistoryKind::answer_sent_back},
        {"proposal_under_review", HistoryKind::proposal_under_review},
        {"info_requested", HistoryKind::info_requested},
        {"proposal_accepted", HistoryKind::proposal_accepted},
        {"proposal_redirected", HistoryKind::proposal_redirected},
        {"proposal_refused", HistoryKind::proposal_refused},
        {"proposal_in_progress", HistoryKind::proposal_in_progress},
        {"proposal_done", HistoryKind::proposal_done},
        {"proposal_taken_up", HistoryKind::proposal_taken_up},
        {"meeting_announced", HistoryKind::meeting_announced},
        {"meeting_changed", HistoryKind::meeting_changed},
        {"meeting_cancelled", HistoryKind::meeting_cancelled},
        {"minutes_published", HistoryKind::minutes_published},
        {"co_author_invited", HistoryKind::co_author_invited},
        {"co_author_accepted", HistoryKind::co_author_accepted},
        {"co_author_left", HistoryKind::co_author_left},
        {"amendment_accepted", HistoryKind::amendment_accepted},
        {"amendment_refused", HistoryKind::amendment_refused},
        {"question_asked", HistoryKind::question_asked},
        {"question_answered", HistoryKind::question_answered},
        {"question_hidden", HistoryKind::question_hidden},
        {"conclusion_published", HistoryKind::conclusion_published},
        {"proposal_placed", HistoryKind::proposal_placed},
    };
    for (const auto& [name, kind] : kinds) {
        out.flag(name, is(kind));
    }
    out.flag("of_the_answer", line.kind >= HistoryKind::answer_drafted &&
                                  line.kind <= HistoryKind::proposal_taken_up);
    out.flag("of_the_authors", line.kind >= HistoryKind::co_author_invited &&
                                   line.kind <= HistoryKind::amendment_refused);
    bind_author(out, line.who);
    out.flag("by_city", line.who.id.empty() && line.who.pseudonym.empty());
    bind_side(out, line.side);
    out.flag("reply", line.reply);
    out.flag("hidden_now", line.hidden_now);
    out.flag("has_title", !line.title.empty());
    out.text("title", line.title);
    out.flag("has_path", !line.path.empty());
    out.path("item_url", line.path);
    out.flag("has_excerpt", !line.excerpt.empty());
    out.text("excerpt", line.excerpt);
    out.text("version", std::to_string(line.version));
    out.text("percent", std::to_string(line.percent));
    out.text("time", out.words().time(line.at));
    out.text("time_iso", iso_instant(line.at));
    out.date("occurred", line.occurred_at);
    out.number("seq", line.seq);
    out.path("then_url", base + "?at=" + std::to_string(line.seq + 1));
    out.flag("comparable", line.comparable);
    out.path("changes_url", changes_of(base, line.seq, line.seq + 1));
}

void bind_day(Fields& out, const HistoryDay& day, const std::string& base) {
    out.day("day", day.day);
    out.text("anchor", "j-" + iso_day(day.day));
    out.list("lines", day.lines,
             [&](Fields& item, const HistoryLine& line) { bind_line(item, line, base); });
    out.flag("has_counts", day.stances + day.argument_stances > 0);
    out.flag("has_stances", day.stances > 0);
    out.number("stances", day.stances);
    out.flag("has_argument_stances", day.argument_stances > 0);
    out.number("argument_stances", day.argument_stances);
    out.path("day_url", base + "?at=" + std::to_string(day.to));
    out.flag("day_comparable", day.comparable);
    out.path("day_changes_url", changes_of(base, day.from, day.to));
}

bool equal(const Tally& a, const Tally& b) {
    return a.in_favour == b.in_favour && a.neutral == b.neutral && a.against == b.against;
}

void bind_tallies(Fields& out, const ChangesPage& page) {
    struct Row {
        std::string_view kind;
        std::uint64_t before = 0;
        std::uint64_t after = 0;
    };
    std::vector<Row> rows{{"in_favour", page.tally_before.in_favour, page.tally_after.in_favour}};
    if (!page.support_only) {
        rows.push_back({"neutral", page.tally_before.neutral, page.tally_after.neutral});
        rows.push_back({"against", page.tally_before.against, page.tally_after.against});
    }
    out.flag("tally_changed", !page.project && !equal(page.tally_before, page.tally_after));
    out.flag("support_only", page.support_only);
    out.list("tallies", rows, [](Fields& item, const Row& row) {
        for (const std::string_view kind : {"in_favour", "neutral", "against"}) {
            item.flag("is_" + std::string{kind}, row.kind == kind);
        }
        item.number("before", row.before);
        item.number("after", row.after);
    });
}

void bind_state_change(Fields& out, const ChangesPage& page) {
    out.flag("state_changed", page.state_before != page.state_after);
    out.group("before", true, page, [](Fields& group, const ChangesPage& given) {
        bind_state(group, given.state_before);
        bind_level(group, given.level_before);
    });
    out.group("after", true, page, [](Fields& group, const ChangesPage& given) {
        bind_state(group, given.state_after);
        bind_level(group, given.level_after);
    });
}

void bind_project_changes(Fields& out, const ChangesPage& page) {
    out.flag("level_changed", page.level_before != page.level_after);
    out.flag("phase_changed", page.phase_before != page.phase_after);
    out.flag("has_phase_before", !page.phase_before.empty());
    out.text("phase_before", page.phase_before);
    out.flag("has_phase_after", !page.phase_after.empty());
    out.text("phase_after", page.phase_after);
    bind_diff(out, "labels", page.labels);
    bind_diff(out, "phases", page.phases);
    bind_diff(out, "milestones", page.milestones);
    bind_diff(out, "news", page.news);
    out.flag("ideas_changed", page.proposals_before != page.proposals_after ||
                                  page.statements_before != page.statements_after);
    out.number("proposals_before", page.proposals_before);
    out.number("proposals_after", page.proposals_after);
    out.number("statements_before", page.statements_before);
    out.number("statements_after", page.statements_after);
}

bool anything_changed(const ChangesPage& page) {
    const bool texts = page.heading.changed || page.body.changed || page.labels.changed ||
                       page.phases.changed || page.milestones.changed || page.news.changed;
    const bool facts =
        page.state_before != page.state_after || page.version_before != page.version_after ||
        page.level_before != page.level_after || page.phase_before != page.phase_after ||
        page.proposals_before != page.proposals_after ||
        page.statements_before != page.statements_after;
    return texts || facts || !equal(page.tally_before, page.tally_after) || !page.arguments.empty();
}

}  // namespace

void bind_diff(Fields& out, const std::string& name, const TextDiff& diff) {
    out.group(name, !diff.stretches.empty(), diff, [](Fields& group, const TextDiff& given) {
        group.flag("changed", given.changed);
        group.list("stretches", given.stretches, [](Fields& item, const DiffStretch& stretch) {
            item.flag("removed", stretch.removed);
            item.flag("added", stretch.added);
            item.flag("same", !stretch.removed && !stretch.added);
            item.text("stretch", stretch.text);
        });
    });
}

void bind_past(Fields& out, const PastMoment& moment, const std::string& base) {
    out.group("past", moment.position != 0, moment, [&](Fields& group, const PastMoment& given) {
        bind_moment(group, "past", given, base);
        group.path("now_url", base);
        group.path("since_url", base + "/changes?from=" + std::to_string(given.position));
        group.path("history_url", base + "/history");
    });
    out.flag("present", moment.position == 0);
    out.text("past_number", std::to_string(moment.position));
}

void bind(Fields& out, const HistoryPage& page) {
    const std::string base = base_of(page.project, page.id);
    out.flag("project", page.project);
    out.text("id", page.id);
    out.text("subject", page.hidden ? hidden_title(out) : title_or_gone(out, page.title));
    out.path("subject_url", base);
    out.path("history_url", base + "/history");
    out.flag("imported", page.imported);
    out.list("days", page.days,
             [&](Fields& item, const HistoryDay& day) { bind_day(item, day, base); });
    out.flag("has_older", !page.older.empty());
    out.path("older_url", base + "/history?cursor=" + page.older);
    out.flag("newest", page.newest);
    out.flag("has_pages", !page.older.empty() || !page.newest);
    out.flag("has_days", page.last_day != 0 && page.first_day <= page.last_day);
    out.text("first_day", iso_day(page.first_day));
    out.text("last_day", iso_day(page.last_day));
}

void bind(Fields& out, const ChangesPage& page) {
    const std::string base = base_of(page.project, page.id);
    out.flag("project", page.project);
    out.text("subject", page.hidden ? hidden_title(out) : title_or_gone(out, page.title));
    out.path("subject_url", base);
    out.path("history_url", base + "/history");
    bind_moment(out, "from", page.from, base);
    bind_moment(out, "to", page.to, base);
    out.flag("to_now", page.to_now);
    out.flag("hidden", page.hidden);
    out.flag("wordless", page.wordless && !page.hidden);
    out.flag("anything", anything_changed(page));
    out.flag("words_changed", page.heading.changed || page.body.changed);
    bind_diff(out, "heading", page.heading);
    bind_diff(out, "body", page.body);
    out.flag("version_changed", page.version_before != page.version_after);
    out.text("version_before", std::to_string(page.version_before));
    out.text("version_after", std::to_string(page.version_after));
    bind_tallies(out, page);
    bind_state_change(out, page);
    out.flag("has_arguments", !page.arguments.empty());
    out.number("argument_count", page.arguments.size() + page.more_arguments);
    out.list("arguments", page.arguments, [&](Fields& item, const AddedArgument& argument) {
        bind_author(item, argument.author);
        bind_side(item, argument.side);
        item.flag("reply", argument.reply);
        item.flag("argument_hidden", argument.hidden);
        item.text("excerpt", argument.excerpt);
        item.path("argument_url", base + "#a-" + argument.id);
    });
    out.flag("has_more_arguments", page.more_arguments > 0);
    out.number("more_arguments", page.more_arguments);
    bind_project_changes(out, page);
}

}  // namespace imaginons::http::pages
