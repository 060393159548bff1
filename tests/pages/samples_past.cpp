// Sample pages of what was: histories and differences.
#include "sample_parts.hpp"

namespace imaginons::http::pages::samples {
namespace {

HistoryLine history_line(HistoryKind kind, const std::string& who, const std::string& title,
                         const std::string& excerpt, std::uint64_t seq) {
    HistoryLine line;
    line.kind = kind;
    line.who = who.empty() ? PersonName{} : person(who);
    line.title = title;
    line.excerpt = excerpt;
    line.side = Side::against;
    line.version = 2;
    line.percent = 70;
    line.at = now - 3 * hour;
    line.seq = seq;
    line.comparable = true;
    return line;
}

HistoryPage history() {
    HistoryPage page;
    page.id = "p44";
    page.title = "Planter des arbres dans trois cours d’école";
    page.imported = true;
    HistoryDay today;
    today.day = this_day;
    today.lines = {history_line(HistoryKind::proposal_edited, "Grand Pin", "", "", 48'213),
                   history_line(HistoryKind::argument_added, "Libellule", "",
                                "Si on enlève le goudron, on enlève le foot.", 48'210),
                   history_line(HistoryKind::argument_hidden, "", "", "", 48'200),
                   history_line(HistoryKind::proposal_placed, "Grand Pin", "", "", 48'198)};
    today.stances = 1'204;
    today.argument_stances = 1;
    today.comparable = true;
    HistoryDay first;
    first.day = this_day - 30;
    first.lines = {history_line(HistoryKind::proposal_submitted, "Grand Pin", "", "", 12)};
    first.lines[0].occurred_at = now - 9'000 * hour;
    first.lines[0].comparable = false;
    page.days = {today, first};
    page.older = "12";
    page.newest = false;
    page.first_day = this_day - 30;
    page.last_day = this_day - 1;
    return page;
}

HistoryPage project_history() {
    HistoryPage page = history();
    page.project = true;
    page.imported = false;
    page.older.clear();
    page.newest = true;
    page.days[0].lines = {
        history_line(HistoryKind::proposal_submitted, "Libellule", "Un banc à l’ombre", "", 9),
        history_line(HistoryKind::milestone_set, "", "Retirer le goudron", "", 8),
        history_line(HistoryKind::milestone_reached, "", "Plans dessinés", "", 7),
        history_line(HistoryKind::phase_moved, "", "Dessiner les plans", "", 6),
        history_line(HistoryKind::news_published, "", "Un coin sans ballon", "", 5),
        history_line(HistoryKind::project_changed, "", "", "", 4),
        history_line(HistoryKind::statement_added, "Chouette 7", "", "", 3)};
    page.days[0].lines[0].path = "/proposals/p17";
    page.days[0].lines[6].hidden_now = true;
    page.days[0].stances = page.days[0].argument_stances = 0;
    page.days[1].lines[0].kind = HistoryKind::project_opened;
    return page;
}

ChangesPage changes() {
    ChangesPage page;
    page.id = "p44";
    page.title = "Planter des arbres dans trois cours d’école";
    page.from = {.position = 40'112, .at = now - 300 * hour, .day = this_day - 12};
    page.to = {.position = 48'213, .at = now, .day = 0};
    page.heading = {{{false, false, "Planter des arbres dans "},
                     {true, false, "une cour"},
                     {false, true, "trois cours"},
                     {false, false, " d’école"}},
                    true};
    page.body = {{{false, false, "Un coin de terre où l’on peut creuser"},
                  {false, true, ", et d’ouvrir ces cours aux familles le week-end"},
                  {false, false, ".\n\nCe que nous ne demandons pas : "},
                  {true, false, "toucher aux"},
                  {false, true, "supprimer les"},
                  {false, false, " terrains de jeu."}},
                 true};
    page.version_after = 2;
    page.tally_before = tally(95, 20, 41);
    page.tally_after = tally(407, 38, 57);
    page.state_after = ContributionState::withdrawn;
    page.arguments = {{.id = "g1",
                       .author = person("Libellule"),
                       .side = Side::in_favour,
                       .reply = false,
                       .hidden = false,
                       .excerpt = "Ma fille est asthmatique."},
                      {.id = "g2",
                       .author = person("Chouette 7"),
                       .side = Side::against,
                       .reply = true,
                       .hidden = true,
                       .excerpt = ""}};
    page.more_arguments = 3;
    return page;
}

ChangesPage project_changes() {
    ChangesPage page = changes();
    page.project = true;
    page.to_now = true;
    page.arguments.clear();
    page.more_arguments = 0;
    page.heading = page.body = {};
    page.state_after = ContributionState::open;
    page.level_before = Level::consult;
    page.level_after = Level::co_build;
    page.phase_after = "Dessiner les plans";
    page.phases = {{{false, false, "Dessiner les plans, 2026-09-01 → "},
                    {true, false, "2026-11-01"},
                    {false, true, "2026-12-12"},
                    {false, false, "\n"}},
                   true};
    page.milestones = {{{false, true, "Retirer le goudron, 70 %\n"}}, true};
    page.news = {{{false, true, "Un coin sans ballon\n"}}, true};
    page.proposals_after = 18;
    return page;
}

}  // namespace

std::vector<Sample> of_the_past() {
    std::vector<Sample> all;
    all.push_back(sample("history", visitor("/proposals/p44/history", Nav::proposals), history()));
    all.push_back(sample("history-project", visitor("/projects/a0/history", Nav::projects),
                         project_history()));
    all.push_back(sample("history-empty", visitor("/proposals/p44/history"), HistoryPage{}));
    all.push_back(
        sample("changes", visitor("/proposals/p44/changes?from=40112&to=48213"), changes()));
    all.push_back(
        sample("changes-project", visitor("/projects/a0/changes?from=40112"), project_changes()));
    return all;
}

}  // namespace imaginons::http::pages::samples
