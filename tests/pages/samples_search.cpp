// Sample pages of the search: with much found, with nothing, before anything is asked.
#include "sample_parts.hpp"

namespace imaginons::http::pages::samples {
namespace {

Found found(FoundKind kind, std::vector<Passage> title, std::vector<Passage> extract,
            const std::string& who, const std::string& about) {
    Found out;
    out.kind = kind;
    out.path = kind == FoundKind::person ? "/people/p1" : "/proposals/p44#a-1";
    out.title = std::move(title);
    out.extract = std::move(extract);
    if (!who.empty()) out.who = person(who);
    out.about = about;
    out.at = now - 50 * hour;
    return out;
}

SearchPage rich() {
    SearchPage page;
    page.query = "velo gratiut";
    page.suggestion = "vélo gratuit";
    page.kind = "proposal";
    page.since = FoundSince::month;
    page.some_words = true;
    page.projects = {{"a0", "Des cours d’école à l’ombre"}};
    page.found = {
        found(FoundKind::proposal, {{"Vingt arceaux à ", false}, {"vélo", true}},
              {{"… devant le cinéma, 14 ", false}, {"vélos", true}, {" pour 4 arceaux…", false}},
              "Guidon", "Dix mille euros pour votre quartier"),
        found(FoundKind::argument, {{"Un garage fermé au terminus", false}},
              {{"Le siège du ", false}, {"vélo", true}}, "Garde-boue", ""),
        found(FoundKind::statement, {{"Le ", false}, {"vélo", true}, {" d’abord.", false}}, {},
              "Roue libre", "Le marché du mardi"),
        found(FoundKind::project, {{"À ", false}, {"vélo", true}, {" jusqu’au tram", false}},
              {{"Relier le Perrier", false}}, "Roue libre", ""),
        found(FoundKind::news, {{"31 ", false}, {"vélos", true}}, {}, "", "À vélo jusqu’au tram"),
        found(FoundKind::person, {{"Vélo", true}, {" volant", false}}, {}, "", "")};
    page.found[1].who.gone = true;
    page.found[1].who.pseudonym.clear();
    page.found[0].state = ContributionState::withdrawn;
    page.total = 1'000;
    page.more_than_total = true;
    page.first = 21;
    page.cursors = {.previous = "0", .next = "40"};
    page.behind = true;
    return page;
}

}  // namespace

std::vector<Sample> of_search() {
    SearchPage nothing;
    nothing.query = "xylophone";
    SearchPage filtered = nothing;
    filtered.kind = "person";
    filtered.out_of_order = true;
    return {sample("search", visitor("/search?q=velo"), rich()),
            sample("search-none", visitor("/search?q=xylophone"), nothing),
            sample("search-filtered", visitor("/search?q=xylophone&kind=person"), filtered),
            sample("search-form", visitor("/search"), SearchPage{})};
}

std::vector<Sample> of_search_filled_with(const Chrome& chrome, const std::string& text) {
    SearchPage page;
    page.query = page.kind = page.state = page.project_id = page.suggestion = text;
    page.projects = {{text, text}};
    Found one =
        found(FoundKind::argument, {{text, true}, {text, false}}, {{text, true}}, text, text);
    one.path = text;
    page.found = {one};
    page.cursors = {text, text};
    return {sample("search", chrome, page)};
}

}  // namespace imaginons::http::pages::samples
