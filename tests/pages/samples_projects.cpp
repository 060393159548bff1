// Sample pages of projects kept up to date: the desk, its forms, the form that changes a project;
// and filled in by somebody hostile.
#include "http/pages/project_desk.hpp"
#include "sample_parts.hpp"

namespace imaginons::http::pages::samples {
namespace {

ProjectDesk desk() {
    ProjectDesk page;
    page.id = "a0";
    page.title = "Des cours d’école à l’ombre";
    page.phases = {{"Dire ce qui manque", PhaseKind::propose, 20'500, 20'600},
                   {"Comparer les plans", PhaseKind::debate, 20'601, 20'700},
                   {"", PhaseKind::realise, 0, 0}};
    page.current_phase = 1;
    page.milestones = {{"b0", {"Plans choisis", 100, 20'650, true, now - 90 * hour, now}},
                       {"b1", {"Premiers arbres plantés", 40, 20'400, false, 0, now - 9 * hour}},
                       {"b2", {"Bancs posés", 0, 0, false, 0, now}}};
    page.today = 20'700;
    return page;
}

NewsForm news_form() {
    NewsForm form;
    form.project_id = "a0";
    form.project_title = "Des cours d’école à l’ombre";
    form.title = field("Les premiers arbres sont plantés", 250);
    form.body = field("", 20'000, Fault::missing);
    return form;
}

MilestoneForm milestone_form() {
    MilestoneForm form;
    form.project_id = "a0";
    form.project_title = "Des cours d’école à l’ombre";
    form.milestone_id = "b1";
    form.title = field("Premiers arbres plantés", 250);
    form.due_on = field("31/12/2026", 0, Fault::not_a_date);
    form.progress = field("140", 0, Fault::not_a_percentage);
    return form;
}

ProjectForm change_form() {
    ProjectForm form;
    form.project_id = "a0";
    form.project_title = "Des cours d’école à l’ombre";
    form.seen_seq = 48'212;
    form.title = field("Des cours d’école à l’ombre", 250);
    form.body = field("En juillet, le sol monte à **52 degrés**.", 20'000, Fault::changed);
    form.level = field("co_build", 0);
    form.phases.resize(3);
    form.phases[0].title = field("", 0, Fault::phase_in_use);
    form.phases[1].title.value = "Comparer les plans";
    form.phases[1].kind.value = "debate";
    return form;
}

}  // namespace

std::vector<Sample> of_projects() {
    std::vector<Sample> all;
    all.push_back(sample("project-desk", voisine("/projects/a0/desk", Nav::projects), desk()));
    ProjectDesk empty;
    empty.id = "a0";
    empty.room_for_milestones = false;
    all.push_back(sample("project-desk-empty", voisine("/projects/a0/desk"), empty));
    all.push_back(sample("news-form", voisine("/projects/a0/news/new"), news_form()));
    all.push_back(
        sample("milestone-form", voisine("/projects/a0/milestones/b1"), milestone_form()));
    MilestoneForm fresh;
    fresh.project_id = "a0";
    fresh.progress.value = "0";
    all.push_back(sample("milestone-form-new", voisine("/projects/a0/milestones/new"), fresh));
    all.push_back(sample("change-project", voisine("/projects/a0/edit"), change_form()));
    ProjectForm citys;
    citys.may_be_citys = true;
    citys.phases.resize(1);
    all.push_back(sample("open-project-agent", voisine("/projects/new"), citys));
    return all;
}

std::vector<Sample> of_projects_filled_with(const std::string& text, const Chrome& chrome) {
    const Field bad = field(text, 3, Fault::too_long);
    std::vector<Sample> all;
    ProjectDesk page;
    page.id = page.title = text;
    page.phases = {{text, PhaseKind::review, 1, 2}};
    page.milestones = {{text, {text, 200, 1, false, 0, 1}}};
    all.push_back(sample("project-desk", chrome, page));
    all.push_back(sample("news-form", chrome, NewsForm{text, text, bad, bad}));
    all.push_back(sample("milestone-form", chrome, MilestoneForm{text, text, text, bad, bad, bad}));
    ProjectForm form;
    form.project_id = form.project_title = form.takes_up = form.takes_up_title = text;
    form.may_be_citys = true;
    form.whose = form.title = form.body = form.level = form.choice = bad;
    form.phases = {{bad, bad, bad, bad}};
    all.push_back(sample("change-project", chrome, form));
    form.project_id.clear();
    all.push_back(sample("open-project", chrome, form));
    return all;
}

}  // namespace imaginons::http::pages::samples
