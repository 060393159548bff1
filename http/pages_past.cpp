// The history of an object, and what changed between two moments. Objects as they were are shown by
// the pages that show them today (pages_read.cpp).
#include <algorithm>

#include "http/app_limits.hpp"
#include "http/catalogue.hpp"
#include "http/errors.hpp"
#include "http/hidden.hpp"
#include "http/labels.hpp"
#include "http/markdown.hpp"
#include "http/moment.hpp"
#include "http/page_parts.hpp"
#include "http/pages/limits.hpp"
#include "http/pages_handlers.hpp"
#include "http/point_text.hpp"
#include "http/query.hpp"
#include "projections/history.hpp"
#include "projections/words.hpp"

namespace imaginons::http::site {

namespace {

using projections::Act;
using projections::Views;
using Seqs = std::vector<std::uint64_t>;

constexpr std::size_t excerpt = pages::limits::excerpt_characters;

// --- history: days from a timeline

// What is read from the log, without a lock; names and titles are added under it.
struct DayOfActs {
    pages::HistoryDay day;
    std::vector<Act> acts;  // newest first
};

std::uint64_t newest_before(const Seqs& seqs, std::uint64_t position) {
    const auto end = std::lower_bound(seqs.begin(), seqs.end(), position);
    return end == seqs.begin() ? 0 : *(end - 1) + 1;
}

// Walks a timeline backwards, a day at a time: stances are only looked at to find the days.
class DayReader {
  public:
    DayReader(const Visit& visit, const projections::Timeline& timeline, std::uint64_t before)
        : log_(visit.app.store.log),
          end_(visit.app.position()),
          timeline_(timeline),
          before_(std::min(before, end_)) {}

    std::vector<DayOfActs> read(std::size_t lines) {
        std::vector<DayOfActs> days;
        while (lines > 0) {
            const std::uint64_t newest = newest_position(before_);
            if (newest == 0) break;
            days.push_back(read_day(newest - 1, lines));
            lines -= std::min(lines, std::max<std::size_t>(days.back().acts.size(), 1));
        }
        return days;
    }

    // Where the next page goes on; 0: there is nothing older.
    std::uint64_t next() const { return newest_position(before_) == 0 ? 0 : before_; }

  private:
    // One past the newest event of the timeline before a position; 0: none.
    std::uint64_t newest_position(std::uint64_t position) const {
        return std::max({newest_before(timeline_.acts, position),
                         newest_before(timeline_.stances, position),
                         newest_before(timeline_.argument_stances, position)});
    }

    DayOfActs read_day(std::uint64_t newest, std::size_t lines) {
        DayOfActs out;
        const std::int64_t at_ms = projections::recorded_at_ms(log_, newest);
        out.day.day = city_time(at_ms).days;
        const std::int64_t begins_ms = city_midnight(out.day.day);
        const std::int64_t ends_ms = city_midnight(out.day.day + 1);
        out.day.from = std::min(projections::position_at(log_, end_, begins_ms - 1), newest);
        out.day.to = std::max(projections::position_at(log_, end_, ends_ms - 1), newest + 1);
        // A day that the page before this one began has its counts there.
        if (before_ >= out.day.to) count_stances(out.day);
        auto at = std::lower_bound(timeline_.acts.begin(), timeline_.acts.end(), before_);
        while (at != timeline_.acts.begin() && *(at - 1) >= out.day.from &&
               out.acts.size() < lines) {
            if (const auto act = projections::act_at(log_, *--at)) out.acts.push_back(*act);
        }
        const bool all_told = at == timeline_.acts.begin() || *(at - 1) < out.day.from;
        before_ = all_told ? out.day.from : *at;
        return out;
    }

    void count_stances(pages::HistoryDay& day) const {
        day.stances = projections::count_between(timeline_.stances, day.from, day.to);
        day.argument_stances =
            projections::count_between(timeline_.argument_stances, day.from, day.to);
    }

    const storage::Log& log_;
    const std::uint64_t end_;
    const projections::Timeline& timeline_;
    std::uint64_t before_;
};

// --- history: lines from acts

pages::HistoryKind kind_of(events::ProposalStage stage) {
    using pages::HistoryKind;
    switch (stage) {
        case events::ProposalStage::unset:
        case events::ProposalStage::submitted:
        case events::ProposalStage::under_review: return HistoryKind::proposal_under_review;
        case events::ProposalStage::info_requested: return HistoryKind::info_requested;
        case events::ProposalStage::accepted: return HistoryKind::proposal_accepted;
        case events::ProposalStage::redirected: return HistoryKind::proposal_redirected;
        case events::ProposalStage::refused: return HistoryKind::proposal_refused;
        case events::ProposalStage::in_progress: return HistoryKind::proposal_in_progress;
        case events::ProposalStage::done: return HistoryKind::proposal_done;
    }
    return HistoryKind::proposal_under_review;
}

pages::HistoryKind kind_of(const Act& act) {
    switch (act.what) {
        case Act::What::project_opened: return pages::HistoryKind::project_opened;
        case Act::What::project_changed: return pages::HistoryKind::project_changed;
        case Act::What::phase_moved: return pages::HistoryKind::phase_moved;
        case Act::What::news_published: return pages::HistoryKind::news_published;
        case Act::What::milestone_set: return pages::HistoryKind::milestone_set;
        case Act::What::milestone_reached: return pages::HistoryKind::milestone_reached;
        case Act::What::meeting_announced: return pages::HistoryKind::meeting_announced;
        case Act::What::meeting_changed: return pages::HistoryKind::meeting_changed;
        case Act::What::meeting_cancelled: return pages::HistoryKind::meeting_cancelled;
        case Act::What::minutes_published: return pages::HistoryKind::minutes_published;
        case Act::What::proposal_submitted: return pages::HistoryKind::proposal_submitted;
        case Act::What::statement_added: return pages::HistoryKind::statement_added;
        case Act::What::proposal_edited: return pages::HistoryKind::proposal_edited;
        case Act::What::proposal_withdrawn: return pages::HistoryKind::proposal_withdrawn;
        case Act::What::argument_added: return pages::HistoryKind::argument_added;
        case Act::What::contribution_hidden:
            if (!events::is_nil(act.question)) return pages::HistoryKind::question_hidden;
            return events::is_nil(act.argument) ? pages::HistoryKind::proposal_hidden
                                                : pages::HistoryKind::argument_hidden;
        case Act::What::answer_drafted: return pages::HistoryKind::answer_drafted;
        case Act::What::answer_reviewed:
            return act.verdict == events::ReviewVerdict::approved
                       ? pages::HistoryKind::answer_approved
                       : pages::HistoryKind::answer_sent_back;
        case Act::What::answer_published:
        case Act::What::proposal_moved: return kind_of(act.stage);
        case Act::What::proposal_taken_up: return pages::HistoryKind::proposal_taken_up;
        case Act::What::co_author_invited: return pages::HistoryKind::co_author_invited;
        case Act::What::co_author_accepted: return pages::HistoryKind::co_author_accepted;
        case Act::What::co_author_left: return pages::HistoryKind::co_author_left;
        case Act::What::amendment_accepted: return pages::HistoryKind::amendment_accepted;
        case Act::What::amendment_refused: return pages::HistoryKind::amendment_refused;
        case Act::What::question_asked: return pages::HistoryKind::question_asked;
        case Act::What::question_answered: return pages::HistoryKind::question_answered;
        case Act::What::conclusion_published: return pages::HistoryKind::conclusion_published;
        case Act::What::proposal_placed: return pages::HistoryKind::proposal_placed;
    }
    return pages::HistoryKind::proposal_submitted;
}

// The title that a project's event gave to a phase, a news item, a milestone or a meeting: what it
// is called today may be another.
class TitlesOfThen {
  public:
    TitlesOfThen(const Visit& visit, const Seqs& acts) : visit_(visit), acts_(acts) {}

    std::string of(const Act& act) const {
        switch (act.what) {
            case Act::What::news_published:
            case Act::What::meeting_announced:
            case Act::What::meeting_changed:
            case Act::What::milestone_set: return words_at(act.seq).title;
            case Act::What::meeting_cancelled:
            case Act::What::minutes_published: return meeting(act);
            case Act::What::milestone_reached: return milestone(act);
            case Act::What::conclusion_published:
            case Act::What::phase_moved: return phase(act);
            case Act::What::project_opened:
            case Act::What::project_changed:
            case Act::What::proposal_submitted:
            case Act::What::statement_added:
            case Act::What::proposal_edited:
            case Act::What::proposal_withdrawn:
            case Act::What::argument_added:
            case Act::What::answer_drafted:
            case Act::What::answer_reviewed:
            case Act::What::answer_published:
            case Act::What::proposal_moved:
            case Act::What::proposal_taken_up:
            case Act::What::co_author_invited:
            case Act::What::co_author_accepted:
            case Act::What::co_author_left:
            case Act::What::amendment_accepted:
            case Act::What::amendment_refused:
            case Act::What::question_asked:
            case Act::What::question_answered:
            case Act::What::proposal_placed:
            case Act::What::contribution_hidden: return {};
        }
        return {};
    }

  private:
    events::Text words_at(std::uint64_t seq) const {
        const storage::Store& store = visit_.app.store;
        return projections::open_words(store.log, &store.vault, seq).value_or(events::Text());
    }

    // The latest act before one that is what is looked for.
    template <class Is>
    events::Text words_before(std::uint64_t seq, Is is) const {
        for (auto at = std::lower_bound(acts_.begin(), acts_.end(), seq); at != acts_.begin();) {
            const auto act = projections::act_at(visit_.app.store.log, *--at);
            if (act && is(*act)) return words_at(act->seq);
        }
        return {};
    }

    std::string milestone(const Act& reached) const {
        return words_before(reached.seq,
                            [&](const Act& act) {
                                return act.what == Act::What::milestone_set &&
                                       act.milestone == reached.milestone;
                            })
            .title;
    }

    std::string meeting(const Act& of) const {
        return words_before(of.seq,
                            [&](const Act& act) {
                                const bool named = act.what == Act::What::meeting_announced ||
                                                   act.what == Act::What::meeting_changed;
                                return named && act.meeting == of.meeting;
                            })
            .title;
    }

    std::string phase(const Act& moved) const {
        const events::Text words = words_before(moved.seq, [](const Act& act) {
            return act.what == Act::What::project_opened || act.what == Act::What::project_changed;
        });
        return moved.phase < words.phases.size() ? words.phases[moved.phase] : std::string();
    }

    const Visit& visit_;
    const Seqs& acts_;
};

void name_who(pages::HistoryLine& line, const Views& views, const events::PersonId& person) {
    if (const auto* row = projections::find(views, person)) {
        line.who = person_name(views, position_of(views.people, row));
    }
}

void tell_argument(pages::HistoryLine& line, const Views& views, const Act& act) {
    const projections::Argument* argument = projections::find(views, act.argument);
    if (argument == nullptr) return;
    line.side = side_of(argument->side);
    line.reply = argument->parent != no_row;
    const bool hidden = !is_shown(views, *argument);
    line.hidden_now = hidden && act.what == Act::What::argument_added;
    if (!hidden) line.excerpt = plain_excerpt(argument->words.body, excerpt);
}

void tell_question(pages::HistoryLine& line, const Views& views, const Act& act) {
    const projections::Question* question = projections::find(views, act.question);
    if (question == nullptr) return;
    const bool hidden = !is_shown(views, *question);
    line.hidden_now = hidden && act.what != Act::What::contribution_hidden;
    if (hidden) return;
    // What is in force: what a corrected answer said before is on the page as it was then.
    const bool answer = act.what == Act::What::question_answered;
    line.excerpt = plain_excerpt(answer ? question->answer.body : question->words.body, excerpt);
}

// In a project's history; a proposal's own says once what it is about.
void tell_idea(pages::HistoryLine& line, const Views& views, const Act& act) {
    const projections::Proposal* proposal = projections::find(views, act.proposal);
    if (proposal == nullptr) return;
    line.hidden_now = proposal->state == projections::State::hidden;
    if (line.hidden_now) return;
    line.title = title_of(*proposal);
    line.path = "/proposals/" + events::to_text(proposal->id);
}

// Who in the city's services is not for the history: the city answers.
bool by_an_agent(const Act& act) {
    return act.what == Act::What::answer_drafted || act.what == Act::What::answer_reviewed;
}

// In a project's history: whether its owner did what the event names nobody for, not the city.
bool is_of_owner(const Act& act) {
    return events::is_nil(act.person) && events::is_nil(act.question) && !act.by_city &&
           act.what != Act::What::proposal_taken_up;
}

// What the city said with it: the answer's sentence, or a word on how far it is.
void tell_answer(pages::HistoryLine& line, const Views& views, const Act& act) {
    const auto* proposal = projections::find(views, act.proposal);
    const auto* answering =
        proposal == nullptr ? nullptr : projections::answering_of(views, *proposal);
    if (answering == nullptr || proposal->state == projections::State::hidden) return;
    for (const projections::PublishedAnswer& answer : answering->answers) {
        if (answer.seq == act.seq) line.excerpt = answer.words.title;
    }
    for (const projections::StageChange& change : answering->course) {
        if (change.seq == act.seq && !change.word.body.empty())
            line.excerpt = plain_excerpt(change.word.body, excerpt);
    }
}

void tell_project(pages::HistoryLine& line, const Views& views, const events::ProjectId& id) {
    const projections::Project* project = projections::find(views, id);
    if (project == nullptr) return;
    line.title = project->words.title;
    line.path = "/projects/" + events::to_text(project->id);
}

// Its page says what it would have changed, and why it was refused.
void tell_amendment(pages::HistoryLine& line, const Views& views, const events::ProposalId& id) {
    const projections::Proposal* amendment = projections::find(views, id);
    if (amendment == nullptr || amendment->state == projections::State::hidden) return;
    line.title = title_of(*amendment);
    line.path = "/proposals/" + events::to_text(id);
}

pages::HistoryLine line_of(const Views& views, const Act& act, bool in_project) {
    pages::HistoryLine line;
    line.kind = kind_of(act);
    line.seq = act.seq;
    line.at = act.recorded_at_ms;
    line.occurred_at = act.occurred_at_ms;
    line.version = act.version;
    line.percent = act.progress_percent;
    if (!by_an_agent(act)) name_who(line, views, act.person);
    if (act.stage != events::ProposalStage::unset) tell_answer(line, views, act);
    if (!events::is_nil(act.amendment)) tell_amendment(line, views, act.amendment);
    if (!events::is_nil(act.project) && !in_project) tell_project(line, views, act.project);
    if (!events::is_nil(act.argument)) tell_argument(line, views, act);
    if (!events::is_nil(act.question)) tell_question(line, views, act);
    if (in_project && !events::is_nil(act.proposal)) tell_idea(line, views, act);
    if (!events::is_nil(act.meeting)) line.path = "/meetings/" + events::to_text(act.meeting);
    return line;
}

// What a handler of a history knows of its object once the lock is let go.
struct Subject {
    pages::HistoryPage page;
    projections::Timeline timeline;
    events::PersonId owner;  // of a project by a person: who does what its events tell
    pages::Chrome chrome;
    bool found = false;
};

void add_lines(Subject& subject, const Visit& visit, const std::vector<DayOfActs>& days) {
    const TitlesOfThen titles(visit, subject.timeline.acts);
    const std::uint64_t first = subject.timeline.acts.front();
    std::vector<std::string> titles_of_then;
    for (const DayOfActs& day : days) {
        for (const Act& act : day.acts) titles_of_then.push_back(titles.of(act));
    }
    auto title = titles_of_then.begin();
    visit.app.views.read([&](const Views& views) {
        for (const DayOfActs& day : days) {
            pages::HistoryDay& out = subject.page.days.emplace_back(day.day);
            out.comparable = day.day.from > first;
            for (const Act& act : day.acts) {
                pages::HistoryLine line = line_of(views, act, subject.page.project);
                line.comparable = act.seq > first;
                if (!title->empty()) line.title = *title;
                ++title;
                if (subject.page.project && is_of_owner(act)) name_who(line, views, subject.owner);
                out.lines.push_back(std::move(line));
            }
        }
    });
}

Reply show_history(Visit& visit, Subject& subject) {
    if (!subject.found) return error_page(visit, pages::Problem::not_found);
    const std::string cursor = query_value(visit, "cursor");
    const auto before =
        cursor.empty() ? std::optional<std::uint64_t>(~std::uint64_t{0}) : parse_whole(cursor);
    if (!before) return error_page(visit, pages::Problem::bad_request);
    pages::HistoryPage& page = subject.page;
    DayReader reader(visit, subject.timeline, *before);
    const auto days = reader.read(limits::history_rows);
    add_lines(subject, visit, days);
    if (const std::uint64_t next = reader.next(); next != 0) page.older = std::to_string(next);
    page.newest = cursor.empty();
    const std::int64_t made_ms =
        projections::recorded_at_ms(visit.app.store.log, subject.timeline.acts.front());
    page.first_day = city_time(made_ms).days;
    page.last_day = today(visit.now_ms) - 1;
    return html(visit, visit.app.templates.render(page, subject.chrome));
}

// --- changes

// Both moments of a page of changes; nothing with `refused` set if one cannot be shown.
struct Span {
    Moment from;
    Moment to;
    bool to_now = false;
};
std::optional<Span> span_of(const Visit& visit, const std::string& path, Response& refused) {
    Span span;
    const auto from =
        moment_of_page(visit, query_parameter(visit, "from").value_or(""), path, refused);
    if (!from) return std::nullopt;
    span.from = *from;
    if (const auto text = query_parameter(visit, "to")) {
        const auto to = moment_of_page(visit, *text, path, refused);
        if (!to) return std::nullopt;
        span.to = *to;
    } else {
        span.to = present_moment(visit);
        span.to_now = true;
    }
    if (span.from.position <= span.to.position) return span;
    pages::ErrorPage page;
    page.problem = pages::Problem::bad_moment;
    page.path = path;
    refused = error_page(visit, page);
    return std::nullopt;
}

pages::ChangesPage page_of(const Span& span, const std::string& id) {
    pages::ChangesPage page;
    page.id = id;
    page.from = past_moment(span.from);
    page.to = past_moment(span.to);
    page.to_now = span.to_now;
    return page;
}

// What the moment before leaves, since the rows go on to the moment after.
struct Before {
    std::string title;
    std::string body;
    std::string phases;
    std::string milestones;
    std::string news;
    std::size_t arguments = 0;
    std::string labels;
};

// The district, the point if there is one, then the themes, one line each.
std::string label_lines(const Views& views, const events::Labels& labels, std::string_view language,
                        const std::optional<events::Point>& point = std::nullopt) {
    const auto line = [&](const pages::LabelName& label) {
        return (language == "en" ? label.english : label.french) + '\n';
    };
    std::string lines;
    const pages::LabelName district = district_name(views, labels);
    if (!district.code.empty()) lines = line(district);
    if (point) lines += point_words(*point) + '\n';
    for (const pages::LabelName& theme : theme_names(views, labels)) lines += line(theme);
    return lines;
}

void add_arguments(pages::ChangesPage& page, const Views& views,
                   const projections::Proposal& proposal, std::size_t from) {
    for (std::size_t i = from; i < proposal.arguments.size(); ++i) {
        if (page.arguments.size() == limits::history_rows) {
            page.more_arguments = proposal.arguments.size() - i;
            return;
        }
        const projections::Argument& row = views.arguments[proposal.arguments[i]];
        pages::AddedArgument argument;
        argument.id = events::to_text(row.id);
        argument.author = person_name(views, row.author);
        argument.side = side_of(row.side);
        argument.reply = row.parent != no_row;
        argument.hidden = !is_shown(views, row);
        if (!argument.hidden) argument.excerpt = plain_excerpt(row.words.body, excerpt);
        page.arguments.push_back(std::move(argument));
    }
}

void compare_proposal(pages::ChangesPage& page, projections::Past& past,
                      const events::ProposalId& id, const Span& span, std::string_view language) {
    Before before;
    {
        const Views& views = past.at(span.from.position);
        const projections::Proposal& row = *projections::find(views, id);
        before = {title_of(row),
                  row.words.body,
                  {},
                  {},
                  {},
                  row.arguments.size(),
                  label_lines(views, row.labels, language, projections::shown_point(row))};
        page.version_before = row.version;
        page.state_before = state_of(row.state, row.words);
        page.tally_before = tally_of(row.tally, false);
    }
    const Views& views = past.at(span.to.position);
    const projections::Proposal& row = *projections::find(views, id);
    page.support_only = support_only(views, row);
    page.version_after = row.version;
    page.state_after = state_of(row.state, row.words);
    page.tally_after = tally_of(row.tally, false);
    page.heading = diff_of(before.title, title_of(row));
    if (row.kind != projections::Kind::statement) page.body = diff_of(before.body, row.words.body);
    page.labels = diff_of(before.labels,
                          label_lines(views, row.labels, language, projections::shown_point(row)));
    add_arguments(page, views, row, before.arguments);
}

// --- changes of a project: lists as lines of text, which a word-level diff compares well

std::string phase_lines(const projections::Project& project) {
    std::string text;
    for (std::size_t i = 0; i < project.phases.size(); ++i) {
        const events::Phase& phase = project.phases[i];
        text += i < project.words.phases.size() ? project.words.phases[i] : std::string();
        if (phase.starts_on() != 0) text += ", " + iso_day(phase.starts_on());
        if (phase.ends_on() != 0) text += " → " + iso_day(phase.ends_on());
        text += '\n';
    }
    return text;
}

std::string milestone_lines(const projections::Project& project) {
    std::string text;
    for (const projections::Milestone& milestone : project.milestones) {
        text += milestone.words.title + ", " + std::to_string(milestone.progress_percent) + " %";
        if (milestone.due_on != 0) text += ", " + iso_day(milestone.due_on);
        text += '\n';
    }
    return text;
}

std::string news_lines(const projections::Project& project) {
    std::string text;
    for (const projections::News& news : project.news) text += news.words.title + '\n';
    return text;
}

std::string current_phase(const projections::Project& project) {
    const std::vector<std::string>& titles = project.words.phases;
    return project.current_phase < titles.size() ? titles[project.current_phase] : std::string();
}

void compare_project(pages::ChangesPage& page, projections::Past& past, const events::ProjectId& id,
                     const Span& span, std::string_view language) {
    Before before;
    {
        const Views& views = past.at(span.from.position);
        const projections::Project& row = *projections::find(views, id);
        before = {row.words.title,
                  row.words.body,
                  phase_lines(row),
                  milestone_lines(row),
                  news_lines(row),
                  0,
                  label_lines(views, row.labels, language)};
        page.level_before = level_of(row.level);
        page.phase_before = current_phase(row);
    }
    const Views& views = past.at(span.to.position);
    const projections::Project& row = *projections::find(views, id);
    page.level_after = level_of(row.level);
    page.phase_after = current_phase(row);
    page.heading = diff_of(before.title, row.words.title);
    page.body = diff_of(before.body, row.words.body);
    page.labels = diff_of(before.labels, label_lines(views, row.labels, language));
    page.phases = diff_of(before.phases, phase_lines(row));
    page.milestones = diff_of(before.milestones, milestone_lines(row));
    page.news = diff_of(before.news, news_lines(row));
}

}  // namespace

Reply proposal_history(Visit& visit) {
    const auto id = events::parse_id<events::ProposalId>(visit.captures[0]);
    Subject subject;
    if (id) {
        visit.app.views.read([&](const Views& views) {
            const projections::Proposal* proposal = projections::find(views, *id);
            if (proposal == nullptr) return;
            subject.found = true;
            subject.page.id = events::to_text(proposal->id);
            subject.page.title = title_of(*proposal);
            subject.page.hidden = proposal->state == projections::State::hidden;
            subject.page.imported = !proposal->origin.empty();
            subject.timeline = projections::timeline_of(views, *proposal);
            subject.chrome = chrome_in(views, visit, pages::Nav::proposals);
            visit.shown.proposal(views, position_of(views.proposals, proposal));
            visit.shown.today();
        });
    }
    return show_history(visit, subject);
}

Reply project_history(Visit& visit) {
    const auto id = events::parse_id<events::ProjectId>(visit.captures[0]);
    Subject subject;
    if (id) {
        visit.app.views.read([&](const Views& views) {
            const projections::Project* project = projections::find(views, *id);
            if (project == nullptr) return;
            subject.found = true;
            subject.page.project = true;
            subject.page.id = events::to_text(project->id);
            subject.page.title = project->words.title;
            subject.page.imported = !project->origin.empty();
            if (project->owner_kind == events::OwnerKind::person) {
                subject.owner = views.people[project->owner].id;
            }
            subject.timeline = projections::timeline_of(views, *project);
            subject.chrome = chrome_in(views, visit, pages::Nav::projects);
            visit.shown.project(views, position_of(views.projects, project));
            visit.shown.today();
        });
    }
    return show_history(visit, subject);
}

Reply proposal_changes(Visit& visit) {
    const auto id = events::parse_id<events::ProposalId>(visit.captures[0]);
    if (!id) return error_page(visit, pages::Problem::not_found);
    const std::string path = "/proposals/" + events::to_text(*id);
    Response refused;
    const auto span = span_of(visit, path, refused);
    if (!span) return refused;
    pages::ChangesPage page = page_of(*span, events::to_text(*id));
    std::optional<std::uint64_t> first_seq;
    projections::Recall recall;
    pages::Chrome chrome;
    visit.app.views.read([&](const Views& views) {
        const projections::Proposal* proposal = projections::find(views, *id);
        if (proposal == nullptr) return;
        first_seq = proposal->seqs.front();
        recall = projections::recall(views, *proposal, span->to.position);
        page.title = title_of(*proposal);
        page.hidden = proposal->state == projections::State::hidden;
        page.wordless = !proposal->words.opened;
        chrome = chrome_in(views, visit, pages::Nav::proposals);
    });
    if (!first_seq) return error_page(visit, pages::Problem::not_found);
    if (*first_seq >= span->from.position) return before_page(visit, path, *first_seq);
    const auto tell = [id = *id, span = *span, page = std::move(page), chrome = std::move(chrome)](
                          Visit& asking, projections::Past& past) {
        pages::ChangesPage shown = page;
        compare_proposal(shown, past, id, span, asking.language);
        return html(asking, asking.app.templates.render(shown, chrome));
    };
    return tell_past(visit, std::move(recall), tell, true);
}

Reply project_changes(Visit& visit) {
    const auto id = events::parse_id<events::ProjectId>(visit.captures[0]);
    if (!id) return error_page(visit, pages::Problem::not_found);
    const std::string path = "/projects/" + events::to_text(*id);
    Response refused;
    const auto span = span_of(visit, path, refused);
    if (!span) return refused;
    pages::ChangesPage page = page_of(*span, events::to_text(*id));
    page.project = true;
    std::optional<std::uint64_t> first_seq;
    projections::Recall recall;
    pages::Chrome chrome;
    visit.app.views.read([&](const Views& views) {
        const projections::Project* project = projections::find(views, *id);
        if (project == nullptr) return;
        first_seq = project->seqs.front();
        const auto before = projections::proposals_then(views, *project, span->from.position, 0);
        const auto after = projections::proposals_then(views, *project, span->to.position, 0);
        page.proposals_before = before.proposals;
        page.proposals_after = after.proposals;
        page.statements_before = before.statements;
        page.statements_after = after.statements;
        recall = projections::recall(views, *project, after, span->to.position);
        page.title = project->words.title;
        page.wordless = project->words.seq != 0 && !project->words.opened;
        chrome = chrome_in(views, visit, pages::Nav::projects);
    });
    if (!first_seq) return error_page(visit, pages::Problem::not_found);
    if (*first_seq >= span->from.position) return before_page(visit, path, *first_seq);
    const auto tell = [id = *id, span = *span, page = std::move(page), chrome = std::move(chrome)](
                          Visit& asking, projections::Past& past) {
        pages::ChangesPage shown = page;
        compare_project(shown, past, id, span, asking.language);
        return html(asking, asking.app.templates.render(shown, chrome));
    };
    return tell_past(visit, std::move(recall), tell, true);
}

}  // namespace imaginons::http::site
