// Sample pages of what debates come to: at the head of a debate, in a project's phases, and the
// form.
#include "sample_parts.hpp"

namespace imaginons::http::pages::samples {

namespace {

ConclusionView conclusion(const std::string& phase) {
    ConclusionView out;
    out.phase = phase;
    out.version = 2;
    out.at = now - 30 * hour;
    out.said_for = render_markdown("- De l’ombre.\n- Moins de bruit.", 4);
    out.said_against = render_markdown("La place pour le *ballon*.", 4);
    out.left_open = render_markdown("Qui arrose ?", 4);
    out.added_since = phase.empty() ? 3 : 0;
    return out;
}

ConclusionForm form(bool project) {
    ConclusionForm out;
    out.path = project ? "/projects/a0" : "/proposals/p44";
    out.title = "Planter des arbres dans trois cours d’école";
    out.project = project;
    out.phase_title = project ? "Dessiner les plans" : "";
    out.phase = project ? 1 : 0;
    out.said_for = field("De l’ombre.", 4'000);
    out.said_against = field("", 4'000);
    out.left_open = field("", 4'000);
    return out;
}

}  // namespace

std::vector<Sample> of_conclusions() {
    std::vector<Sample> all;
    ProposalPage page;
    page.id = "p44";
    page.title = "Planter des arbres dans trois cours d’école";
    page.body = render_markdown("En juillet, le sol monte à **52 degrés**.", 2);
    page.author = person("Grand Pin");
    page.created_at = now - 600 * hour;
    page.conclusions.path = "/proposals/p44";
    page.conclusions.rows = {conclusion("")};
    all.push_back(sample("conclusion", visitor("/proposals/p44", Nav::proposals), page));
    page.conclusions.rows[0].by_city = false;
    page.conclusions.rows[0].by = {{}, {}, true};
    page.conclusions.rows[0].erased = true;
    page.conclusions.may_conclude = true;
    all.push_back(sample("conclusion-gone", voisine("/proposals/p44"), page));
    page.conclusions.rows.clear();
    all.push_back(sample("conclusion-to-write", voisine("/proposals/p44"), page));
    ProjectPage project;
    project.id = "a0";
    project.title = "Des cours d’école à l’ombre";
    project.conclusions.path = "/projects/a0";
    project.conclusions.project = true;
    project.conclusions.rows = {conclusion("Dessiner les plans"), conclusion("S’informer")};
    project.conclusions.rows[1].by_city = false;
    project.conclusions.rows[1].by = person("Vis et versa");
    project.conclusions.phases = {{1, "Dessiner les plans", true}, {0, "S’informer", false}};
    all.push_back(sample("project-conclusions", voisine("/projects/a0", Nav::projects), project));
    all.push_back(sample("conclude", voisine("/proposals/p44/conclusion"), form(false)));
    ConclusionForm wrong = form(true);
    wrong.version = 1;
    wrong.changed = true;
    wrong.other = conclusion("");
    wrong.said_against.fault = wrong.left_open.fault = Fault::too_long;
    all.push_back(sample("conclude-faults", voisine("/projects/a0/conclusion"), wrong));
    return all;
}

std::vector<Sample> of_conclusions_filled_with(const std::string& text, const Chrome& chrome) {
    const Html body = render_markdown(text, 4);
    const Field bad{text, Fault::missing, 10};
    ConclusionView view;
    view.phase = text;
    view.by_city = false;
    view.by = {text, text, false};
    view.said_for = view.said_against = view.left_open = body;
    std::vector<Sample> all;
    ProjectPage project;
    project.id = project.title = text;
    project.conclusions.path = "/projects/" + text;
    project.conclusions.project = true;
    project.conclusions.rows = {view};
    project.conclusions.phases = {{0, text, true}};
    all.push_back(sample("conclusions", chrome, project));
    ConclusionForm form;
    form.path = "/projects/" + text;
    form.title = form.phase_title = text;
    form.project = form.changed = true;
    form.other = view;
    form.said_for = form.said_against = form.left_open = bad;
    all.push_back(sample("conclude", chrome, form));
    return all;
}

}  // namespace imaginons::http::pages::samples
