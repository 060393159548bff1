// Sample pages of writing together: amendments in every state, their forms, who signs.
#include "sample_parts.hpp"

namespace imaginons::http::pages::samples {
namespace {

TextDiff diff(const std::string& before, const std::string& after) {
    return {{{false, false, "Planter des arbres "},
             {true, false, before},
             {false, true, after},
             {false, false, " cours d’école."}},
            true};
}

AmendmentRow row(const std::string& who, AmendmentState state, bool moved) {
    return {"p70",
            person(who),
            state,
            moved,
            "Trois cours, c’est trop peu : il y en a onze sans ombre.",
            now - 40 * hour,
            23};
}

ProposalPage written_together() {
    ProposalPage page;
    page.id = "p44";
    page.title = "Planter des arbres dans trois cours d’école";
    page.excerpt = "Le goudron atteint 52 degrés en juillet.";
    page.body = render_markdown("En juillet, le sol monte à **52 degrés**.", 2);
    page.author = person("Grand Pin");
    page.co_authors = {person("Maîtresse du 9"), person("Les 4e du Salève")};
    page.created_at = now - 600 * hour;
    page.version = 3;
    page.edited_at = now - 20 * hour;
    page.tally = tally(407, 38, 57);
    page.amendable = true;
    page.amendments = {row("Voisine du Perrier", AmendmentState::open, false),
                       row("Hibou", AmendmentState::open, true),
                       row("Page tournée", AmendmentState::accepted, false),
                       row("Grand Pin", AmendmentState::refused, false),
                       row("Hibou", AmendmentState::withdrawn, false)};
    page.amendment_count = page.amendments.size();
    return page;
}

ProposalPage amendment(AmendmentState state) {
    ProposalPage page = written_together();
    page.id = "p70";
    page.title = "Planter des arbres dans onze cours d’école";
    page.author = person("Voisine du Perrier");
    page.co_authors.clear();
    page.amendments.clear();
    page.amendment_count = 0;
    page.amendable = false;
    page.version = 1;
    page.decided = state == AmendmentState::accepted || state == AmendmentState::refused;
    AmendmentPanel& panel = page.amendment;
    panel.shown = true;
    panel.amended_id = "p44";
    panel.amended_title = "Planter des arbres dans trois cours d’école";
    panel.state = state;
    panel.version = 2;
    panel.became = 3;
    panel.heading = diff("dans trois", "dans onze");
    panel.body = diff("cette année, dans trois", "d’ici 2028, dans onze");
    panel.by = person("Grand Pin");
    panel.at = now - 12 * hour;
    return page;
}

AmendForm form() {
    AmendForm page;
    page.proposal_id = "p44";
    page.proposal_title = "Planter des arbres dans trois cours d’école";
    page.version = 2;
    page.title = field("Planter des arbres dans onze cours d’école", 250);
    page.body = field("En juillet, le sol monte à **52 degrés**.", 25'000);
    page.reason = field("Trois cours, c’est trop peu.", 2'000);
    return page;
}

}  // namespace

std::vector<Sample> of_writing() {
    std::vector<Sample> all;
    const auto proposals = [](const std::string& path) { return voisine(path, Nav::proposals); };
    ProposalPage together = written_together();
    all.push_back(sample("together", visitor("/proposals/p44", Nav::proposals), together));
    together.invited = true;
    all.push_back(sample("together-invited", proposals("/proposals/p44"), together));
    together.invited = false;
    together.is_author = true;
    together.amendments.clear();
    together.amendment_count = 0;
    all.push_back(sample("together-own", proposals("/proposals/p44"), together));
    ProposalPage open = amendment(AmendmentState::open);
    open.amendment.may_decide = open.amendment.seen_older = true;
    all.push_back(sample("amendment-to-decide", proposals("/proposals/p70"), open));
    open.amendment.moved = open.amendment.may_rebase = open.is_author = true;
    all.push_back(sample("amendment-moved", proposals("/proposals/p70"), open));
    ProposalPage refused = amendment(AmendmentState::refused);
    refused.amendment.reason = render_markdown("Le budget ne couvre que *trois* cours.");
    all.push_back(sample("amendment-refused", visitor("/proposals/p70"), refused));
    all.push_back(sample("amendment-accepted", visitor("/proposals/p70"),
                         amendment(AmendmentState::accepted)));
    AmendForm blank = form();
    blank.reason.value.clear();
    all.push_back(sample("amend", proposals("/proposals/p44/amendments/new"), blank));
    blank.reason.fault = Fault::missing;
    blank.body.fault = Fault::not_chosen;
    blank.unchanged = true;
    all.push_back(sample("amend-faults", proposals("/proposals/p44/amendments"), blank));
    AmendForm preview = form();
    preview.preview = true;
    preview.heading_diff = diff("dans trois", "dans onze");
    preview.body_diff = diff("cette année, dans trois", "d’ici 2028, dans onze");
    all.push_back(sample("amend-preview", proposals("/proposals/p44/amendments"), preview));
    AmendForm moved = form();
    moved.edit = moved.moved = true;
    moved.amendment_id = "p70";
    moved.body_moved = diff("dans trois", "dans quatre");
    all.push_back(sample("amend-moved", proposals("/proposals/p70/edit"), moved));
    RefusalForm refusal{"p70", "Planter des arbres dans onze cours", 1, field("", 2'000)};
    all.push_back(sample("refuse-amendment", proposals("/proposals/p70/refuse"), refusal));
    refusal.reason.fault = Fault::missing;
    all.push_back(sample("refuse-amendment-faults", proposals("/proposals/p70/refuse"), refusal));
    AuthorsPage authors;
    authors.proposal_id = "p44";
    authors.title = "Planter des arbres dans trois cours d’école";
    authors.authors = {person("Grand Pin"), person("Maîtresse du 9")};
    authors.invited = {person("Hibou")};
    authors.most = 10;
    authors.pseudonym = field("", 40);
    all.push_back(sample("authors", proposals("/proposals/p44/authors"), authors));
    authors.pseudonym = field("Personne", 40, Fault::unknown_name);
    authors.may_leave = true;
    authors.invited.clear();
    all.push_back(sample("authors-faults", proposals("/proposals/p44/authors"), authors));
    return all;
}

}  // namespace imaginons::http::pages::samples
