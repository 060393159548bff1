// Sample pages of themes and districts: a lively one, an empty one, the lists, and what bears them.
#include "sample_parts.hpp"

namespace imaginons::http::pages::samples {
namespace {

const LabelName bike{"mobilites", "Se déplacer", "Getting around"};
const LabelName streets{"espaces", "Rues, places et bâtiments", "Streets, squares and buildings"};
const LabelName perrier{"perrier", "Le Perrier", "Le Perrier"};
const LabelName station{"gare", "La Gare – Étoile", "Station – Étoile"};

ProposalRow row(const std::string& title) {
    ProposalRow out;
    out.id = "p" + std::to_string(title.size());
    out.title = title;
    out.excerpt = "À 23 h, on descend du tram et on traverse dans le noir.";
    out.author = person("Chouette 7");
    out.created_at = now - 200 * hour;
    out.arguments = 12;
    out.tally = tally(341, 12, 18);
    out.themes = {bike, streets};
    out.district = perrier;
    return out;
}

LabelPage lively() {
    LabelPage page;
    page.district = true;
    page.label = perrier;
    page.follow = {true, "district", perrier.code, false};
    page.items = {row("Allumer la passerelle du Perrier jusqu’au dernier tram"),
                  row("Une deuxième passerelle au-dessus des voies")};
    page.total = 14;
    ProjectCard& card = page.projects.emplace_back();
    card.id = "a0";
    card.title = "Des cours d’école à l’ombre";
    card.excerpt = "Trois cours où l’on respire en juin.";
    card.themes = {bike};
    card.district = perrier;
    page.feed = {item(FeedKind::argument_added, "Allumer la passerelle du Perrier",
                      "Les piétons d’abord.", "Grand Pin", now - 3 * hour)};
    return page;
}

ProposalsPage filtered() {
    ProposalsPage page;
    page.items = {row("Allumer la passerelle du Perrier jusqu’au dernier tram")};
    page.themes = {bike, streets};
    page.districts = {perrier, station};
    page.theme = bike.code;
    page.district = perrier.code;
    page.total = page.first = 1;
    return page;
}

ProposeForm to_place() {
    ProposeForm form;
    form.title = field("Des bancs le long du quai", 250);
    form.body = field("On y attend longtemps.", 25'000);
    form.theme_choices = {bike, streets};
    form.district_choices = {perrier, station};
    form.themes = {streets.code};
    form.district = station.code;
    form.place = field("46,19412 6,23651", 300);
    return form;
}

ProposalPage placed() {
    ProposalPage page;
    page.id = "p44";
    page.title = "Allumer la passerelle du Perrier jusqu’au dernier tram";
    page.body = render_markdown("À 23 h, on traverse dans le noir.", 2);
    page.author = person("Chouette 7");
    page.created_at = now - 200 * hour;
    page.tally = tally(341, 12, 18);
    page.themes = {bike, streets};
    page.district = perrier;
    page.point = {"46.18610", "6.23870"};
    return page;
}

}  // namespace

std::vector<Sample> of_territory() {
    const Chrome visiting = visitor("/districts/perrier", Nav::proposals);
    LabelPage theme = lively();
    theme.district = false;
    theme.label = bike;
    theme.follow = {true, "theme", bike.code, true};
    theme.feed.clear();
    LabelPage retired;
    retired.label = streets;
    retired.retired = true;
    ProposeForm wrong = to_place();
    wrong.themes_fault = Fault::too_many_themes;
    wrong.district_fault = Fault::not_chosen;
    wrong.place = field("près de la gare", 300, Fault::not_on_the_map);
    InterestsPage interests;
    interests.about = {
        field("Ada Lovelace", 60), {bike, streets}, {perrier, station}, {bike.code}, station.code};
    interests.saved = interests.too_many = true;
    const Chrome account = voisine("/account/interests");
    return {sample("interests", account, interests),
            sample("interests-none", account, InterestsPage{}),
            sample("district", visiting, lively()),
            sample("theme", voisine("/themes/mobilites", Nav::proposals), theme),
            sample("theme-retired", visitor("/themes/espaces", Nav::proposals), retired),
            sample("labels", visitor("/themes", Nav::proposals),
                   LabelsPage{{{bike, 12}, {streets, 1}}, {{perrier, 0}, {station, 4}}}),
            sample("labels-none", visitor("/themes", Nav::proposals), LabelsPage{}),
            sample("proposals-filtered", visitor("/proposals?theme=mobilites", Nav::proposals),
                   filtered()),
            sample("propose-placed", voisine("/proposals/new", Nav::proposals), to_place()),
            sample("propose-placed-faults", voisine("/proposals/new", Nav::proposals), wrong),
            sample("proposal-placed", visitor("/proposals/p44", Nav::proposals), placed())};
}

std::vector<Sample> of_territory_filled_with(const Chrome& chrome, const std::string& text) {
    const LabelName bad{text, text, text};
    LabelPage page = lively();
    page.label = bad;
    page.follow = {true, text, text, false};
    for (ProposalRow& one : page.items) {
        one.themes = {bad};
        one.district = bad;
    }
    ProposalsPage list = filtered();
    list.themes = list.districts = {bad};
    list.theme = list.district = text;
    ProposeForm form = to_place();
    form.theme_choices = form.district_choices = {bad};
    form.themes = {text};
    form.district = text;
    ProposalPage proposal = placed();
    proposal.themes = {bad, bad};
    proposal.district = bad;
    InterestsPage interests;
    interests.about = {{text, Fault::not_text, 60}, {bad}, {bad}, {text}, text};
    return {sample("interests", chrome, interests),
            sample("district", chrome, page),
            sample("labels", chrome, LabelsPage{{{bad, 1}}, {{bad, 2}}}),
            sample("proposals-filtered", chrome, list),
            sample("propose-placed", chrome, form),
            sample("proposal-placed", chrome, proposal)};
}

}  // namespace imaginons::http::pages::samples
