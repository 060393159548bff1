// The sample pages.
#include "samples.hpp"

#include "sample_parts.hpp"

namespace imaginons::http::pages::samples {
namespace {

ProposalRow row(const std::string& title, const std::string& excerpt, const std::string& author,
                Tally count) {
    ProposalRow out;
    out.id = "p" + std::to_string(title.size());
    out.title = title;
    out.excerpt = excerpt;
    out.author = person(author);
    out.created_at = now - 200 * hour;
    out.arguments = title.size() % 37;
    out.tally = count;
    return out;
}

std::vector<ProposalRow> rows() {
    auto late = row("Allumer la passerelle du Perrier jusqu’au dernier tram",
                    "À 23 h, on descend du tram et on traverse dans le noir.", "Chouette 7",
                    tally(341, 12, 18));
    auto gone =
        row("Interdire les feux d’artifice toute l’année",
            "Les animaux et les tout-petits ne dorment pas.", "Oreille fine", tally(98, 22, 140));
    gone.state = ContributionState::withdrawn;
    late.project_id = "a1";
    late.project_title = "À vélo jusqu’au tram, sans peur";
    auto fresh = row("Un gymnase de nuit pour les apprentis",
                     "S’entraîner après 21 h, quand on rentre du travail.", "Les 4e du Salève",
                     tally(0, 0, 0));
    fresh.arguments = 1;
    auto big =
        row("Ouvrir la médiathèque le dimanche matin",
            "Le seul jour où les familles qui travaillent à Genève peuvent y aller ensemble.",
            "Page tournée", tally(26'804, 3'100, 4'400));
    return {row("Des jeux pour les tout-petits place de la Mairie-Annexe",
                "Aujourd’hui, rien pour les moins de 4 ans à moins de vingt minutes à pied.",
                "Mini-Mistral", tally(132, 20, 9)),
            late, fresh, big, gone};
}

ProjectCard card(const std::string& title, const std::string& excerpt, Level level, bool by_city,
                 std::uint32_t picture) {
    ProjectCard out;
    out.id = "a" + std::to_string(picture);
    out.title = title;
    out.excerpt = excerpt;
    out.level = level;
    out.by_city = by_city;
    out.phase = picture % 3 == 2 ? "" : "Dessiner les plans";
    out.phase_ends_on = picture % 2 == 0 ? this_day + 19 : 0;
    out.proposals = picture * 9;
    out.picture = picture;
    return out;
}

std::vector<ProjectCard> cards() {
    return {
        card("Des cours d’école à l’ombre",
             "Trois cours goudronnées deviennent des jardins ouverts le week-end.", Level::co_build,
             true, 0),
        card("Le marché du mardi, version 2027",
             "Horaires du soir, bancs, toilettes : tout est sur la table avant le vote du conseil.",
             Level::consult, true, 1),
        card("À vélo jusqu’au tram, sans peur",
             "Relier le Perrier au terminus par des rues calmes.", Level::decide, false, 2),
        card("Ma rue, mes voisins", "Une fête par rue, avec le matériel prêté.", Level::inform,
             false, 3),
        card("Rendre l’Arve aux promeneurs", "Un chemin continu le long de l’eau.", Level::consult,
             true, 4),
        card("La fête de juin, autrement", "Moins de bruit, plus de tables.", Level::co_build,
             false, 5),
    };
}

std::vector<FeedItem> feed() {
    return {
        item(FeedKind::argument_added, "Ouvrir la médiathèque le dimanche matin",
             "Et si on essayait trois mois, seulement l’hiver ?", "Page tournée", now - hour),
        item(FeedKind::news_published, "Les enfants veulent un coin sans ballon",
             "Quatre groupes sur cinq demandent un endroit calme.", "", now - 2 * hour),
        item(FeedKind::proposal_submitted, "Un gymnase de nuit pour les apprentis", "",
             "Les 4e du Salève", now - 25 * hour),
        item(FeedKind::milestone_reached, "Retirer le goudron, école des Tilleuls", "", "",
             now - 30 * hour),
        item(FeedKind::proposal_edited, "Allumer la passerelle du Perrier",
             "La lumière s’éteint 30 minutes après le dernier tram.", "Chouette 7",
             now - 120 * hour),
        item(FeedKind::phase_moved, "Des cours d’école à l’ombre", "Dessiner les plans", "",
             now - 130 * hour),
        item(FeedKind::log_continued, "participation.annemasse.example/log/0", "", "",
             now - 900 * hour),
    };
}

ProjectPage project() {
    ProjectPage page;
    page.id = "a0";
    page.follow = {true, "project", "a0", false};
    page.meetings = meeting_rows();
    page.meetings.resize(2);
    page.meetings_to_come = true;
    page.meeting_count = 4;
    page.title = "Des cours d’école à l’ombre";
    page.excerpt =
        "Trois cours goudronnées deviennent des jardins, ouverts aux familles le week-end.";
    page.body = render_markdown(
        "Trois cours goudronnées deviennent des jardins, ouverts aux familles le week-end. Vous "
        "dessinez les "
        "plans avec les enfants et les enseignants.\n\n# Ce qui est déjà décidé\n\n- le budget : "
        "**240 000 €**\n- "
        "une surface plate reste dans chaque cour\n\n# Ce qui ne l’est pas\n\nTout le reste. Voir "
        "https://exemple.fr/relevés-de-chaleur.",
        3);
    page.level = Level::co_build;
    page.phases = {phase("S’informer", PhaseKind::inform, this_day - 200, this_day - 146),
                   phase("Dessiner les plans", PhaseKind::propose, this_day - 83, this_day + 19),
                   phase("Choisir", PhaseKind::decide, this_day + 49, this_day + 69),
                   phase("Construire", PhaseKind::realise, this_day + 100, 0),
                   phase("Faire le bilan", PhaseKind::review, 0, 0)};
    page.has_current_phase = true;
    page.current_phase = 1;
    page.milestones = {
        milestone("Retirer le goudron, école des Tilleuls", 70, this_day + 30, false),
        milestone("Plans dessinés avec les classes", 100, 0, true),
        milestone("Arbres commandés", 0, this_day - 8, false)};
    page.news = {{.id = "n1",
                  .title = "Les enfants veulent un coin sans ballon",
                  .body = render_markdown("Quatre groupes sur cinq demandent un endroit "
                                          "calme.\n\nLe compte rendu complet est en ligne.",
                                          4),
                  .at = now - 160 * hour}};
    page.proposals = rows();
    page.proposal_count = 18;
    auto statement = row("Il faut garder un terrain plat pour le foot, même petit.", "",
                         "Les 4e du Salève", tally(61, 12, 48));
    statement.statement = true;
    page.statements = {statement, statement};
    page.statement_count = 24;
    page.feed = feed();
    page.facts = 142;
    page.stances = 1'902;
    page.opened_at = now - 5'000 * hour;
    page.today = this_day;
    return page;
}

ArgumentForm argument_form() {
    ArgumentForm form;
    form.proposal_id = "p44";
    form.proposal_title = "Planter des arbres dans trois cours d’école";
    form.body.limit = 2'000;
    return form;
}

ProposalPage proposal() {
    ProposalPage page;
    page.id = "p44";
    page.follow = {true, "proposal", "p44", true};
    page.title = "Planter des arbres dans trois cours d’école";
    page.excerpt = "Le goudron atteint 52 degrés en juillet. Des arbres, de la terre, de l’eau.";
    page.body = render_markdown(
        "En juillet, le sol de la cour des Tilleuls monte à 52 degrés à 15 heures. Les enfants "
        "restent dans le couloir. Il y a un "
        "seul arbre pour 240 élèves.\n\nNous proposons de retirer la moitié du goudron dans trois "
        "écoles, de planter des arbres déjà "
        "grands, de laisser un coin de terre où l’on peut creuser, et d’ouvrir ces cours aux "
        "familles le week-end.\n\n## Ce que nous ne "
        "demandons pas\n\nSupprimer les terrains de jeu. Il faut garder une surface plate pour "
        "courir et pour les fauteuils.",
        2);
    page.author = person("Grand Pin");
    page.project_id = "a0";
    page.project_title = "Des cours d’école à l’ombre";
    page.created_at = now - 6'000 * hour;
    page.edited_at = now - 5'500 * hour;
    page.version = 2;
    page.tally = tally(407, 38, 57);
    page.superseded = 61;
    page.on_this_version = 407;
    auto with_source = argument(Side::in_favour, "Maîtresse du 9",
                                "Avec un coin de terre, on fait les sciences dehors.", 38);
    with_source.source_url = "https://exemple.fr/bilan.pdf";
    with_source.source_title = "Bilan de la cour pilote, 2024";
    auto with_replies = argument(Side::against, "Les 4e du Salève",
                                 "Si on enlève le goudron, on enlève le foot. Il n’y a déjà plus "
                                 "de terrain libre le mercredi.",
                                 41);
    with_replies.replies = {reply("Libellule", "Une surface plate reste dans chaque cour."),
                            reply("Oreille fine", "C’est écrit où ?")};
    with_replies.replies[0].replies = {reply("Chouette 7", "Dans la proposition, en bas.")};
    auto hidden = argument(Side::against, "Chouette 7", "x", 0);
    hidden.state = ContributionState::hidden;
    auto mine = argument(Side::in_favour, "Libellule",
                         "Ma fille est asthmatique. Le seul endroit frais l’été, c’est le parking "
                         "souterrain du magasin. Une cour "
                         "ouverte le dimanche changerait nos week-ends.",
                         64);
    mine.found_useful = true;
    page.arguments = {
        mine, with_source, with_replies, hidden,
        argument(Side::beside, "Page tournée", "Qui arrose pendant les vacances ?", 12)};
    page.argument_count = 8;
    page.form = argument_form();
    page.others = rows();
    page.others.resize(2);
    return page;
}

ProposeForm propose_with_faults() {
    ProposeForm form;
    form.title = field(
        "Ouvrir un atelier de réparation de vélos et de trottinettes gratuit à côté du terminus du "
        "tram",
        80, Fault::too_long);
    form.body = field("", 5'000, Fault::missing);
    form.projects = {{"a0", "Des cours d’école à l’ombre"},
                     {"a2", "À vélo jusqu’au tram, sans peur"}};
    form.project_id = "a2";
    return form;
}

HomePage home() {
    HomePage page;
    page.projects = cards();
    page.projects.resize(3);
    page.project_count = 14;
    page.has_debate = true;
    page.debate = rows()[3];
    page.latest = feed();
    page.latest.resize(4);
    page.proposals = 96;
    page.stances = 88'622;
    page.arguments = 3'994;
    page.people = 1'248;
    page.facts = {
        .known = true,
        .size = 48'213,
        .public_digest = "5f2a90b1c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e"};
    return page;
}

ProposalsPage proposals() {
    ProposalsPage page;
    page.items = rows();
    page.projects = {{"a0", "Des cours d’école à l’ombre"},
                     {"a2", "À vélo jusqu’au tram, sans peur"}};
    page.total = 70;
    page.first = 26;
    page.cursors = {.previous = "cHJldg", .next = "bmV4dA=="};
    return page;
}

ProjectForm project_form() {
    ProjectForm form;
    form.title = field("Un verger partagé à Livron", 120);
    form.body = field("", 20'000, Fault::missing);
    form.level = field("co_build", 0);
    form.choice = field("", 0, Fault::not_chosen);
    form.phases.resize(3);
    form.phases[0].title.value = "Chercher un terrain";
    form.phases[0].starts_on.value = "2027-01-10";
    form.phases[0].ends_on = field("2026-01-10", 0, Fault::order);
    return form;
}

PersonPage person_page() {
    PersonPage page;
    page.id = "018f2a10";
    page.pseudonym = "Grand Pin";
    page.joined_at = now - 7'000 * hour;
    page.follow = {true, "person", "018f2a10", false};
    page.roles = {
        {Role::agent, "", "", now - 4'000 * hour, render_markdown("Service Citoyenneté.")},
        {Role::editor, "a0", "Des cours d’école à l’ombre", now - 90 * hour, {}}};
    page.proposals = rows();
    page.proposal_count = 5;
    page.arguments = {{.id = "g1",
                       .proposal_id = "p44",
                       .proposal_title = "Ouvrir la médiathèque le dimanche matin",
                       .side = Side::against,
                       .excerpt = "Qui travaille ce jour-là ?",
                       .at = now - 90 * hour}};
    page.argument_count = 1;
    return page;
}

std::vector<Followed> follows() {
    return {{"project", "a0", "/projects/a0", "Des cours d’école à l’ombre", FollowReason::asked},
            {"proposal", "p44", "/proposals/p44", "Allumer la passerelle du Perrier",
             FollowReason::asked},
            {"person", "018f2a10", "/people/018f2a10", "Grand Pin", FollowReason::asked},
            {"proposal", "p45", "/account/following", "", FollowReason::asked}};
}

FollowingPage following() {
    FollowingPage page;
    page.items = feed();
    page.items[0].fresh = page.items[1].fresh = true;
    page.fresh = 2;
    page.cursors.next = "40112";
    page.position = 48'213;
    page.follows = follows();
    page.rhythm = Rhythm::daily;
    page.charter_changed = true;
    return page;
}

FollowsPage followed() {
    FollowsPage page;
    page.asked = follows();
    page.by_itself = {
        {"proposal", "p7", "/proposals/p7", "Un banc à l’ombre", FollowReason::author},
        {"proposal", "p8", "/proposals/p8", "Ouvrir la médiathèque le dimanche matin",
         FollowReason::took_part},
        {"project", "a0", "/projects/a0#questions", "Des cours d’école à l’ombre",
         FollowReason::questioned}};
    page.languages = {{"fr", "Français", true}, {"en", "English", false}};
    return page;
}

CharterPage charter() {
    CharterPage page;
    page.published = true;
    page.version = 2;
    page.at = now - 9'000 * hour;
    page.body = render_markdown(
        "# Article 1 : chacun peut parler\n\nOn participe sous le nom que l’on veut.\n\n# Article "
        "2 : on parle des "
        "idées\n\nPas des personnes.\n\n1. Pas d’insulte.\n2. Pas de publicité.",
        2);
    return page;
}

}  // namespace

std::vector<Sample> rich_and_empty() {
    std::vector<Sample> all;
    all.push_back(sample("home", visitor("/"), home()));
    all.push_back(sample("home-empty", visitor("/"), HomePage{}));
    FeedPage feed_page;
    feed_page.items = feed();
    feed_page.cursors.next = "42";
    feed_page.now = now;
    all.push_back(sample("feed", visitor("/feed", Nav::feed), feed_page));
    feed_page.project_id = "a0";
    feed_page.project_title = "Des cours d’école à l’ombre";
    all.push_back(sample("feed-project", voisine("/projects/a0/feed", Nav::projects), feed_page));
    all.push_back(sample("feed-empty", visitor("/feed", Nav::feed), FeedPage{}));
    ProjectsPage projects;
    projects.projects = cards();
    projects.total = 6;
    all.push_back(sample("projects", visitor("/projects", Nav::projects), projects));
    all.push_back(sample("projects-empty", visitor("/projects", Nav::projects), ProjectsPage{}));
    all.push_back(sample("project", visitor("/projects/a0", Nav::projects), project()));
    auto by_residents = project();
    by_residents.by_city = false;
    by_residents.owner = person("Libellule");
    by_residents.support_only = true;
    by_residents.level = Level::decide;
    by_residents.proposals.clear();
    by_residents.statements.clear();
    by_residents.milestones.clear();
    by_residents.news.clear();
    by_residents.phases.clear();
    by_residents.has_current_phase = false;
    auto opened = voisine("/projects/a2", Nav::projects);
    opened.notice = Notice::project_opened;
    opened.receipt = {.seq = 48'213, .at = now, .is_choice = false};
    by_residents.meetings.clear();
    by_residents.meeting_count = 0;
    by_residents.can_announce = true;
    all.push_back(sample("project-residents", opened, by_residents));
    all.push_back(sample("open-project", voisine("/projects/new", Nav::projects), project_form()));
    all.push_back(sample("verify", visitor("/verify"), verify_page()));
    all.push_back(sample("audit", visitor("/audit"), audit()));
    auto forked = audit();
    using Standing = AuditWitness::Standing;
    forked.witnesses[1].standing = Standing::refuses;
    forked.witnesses[2].standing = Standing::contradicts;
    forked.forks = {{"375f6714d5d2d2c2", now, 48'100, 48'210, true},
                    {"946064e07eac44a5", now - 24 * hour, 48'000, 47'000, false}};
    forked.continuations = {
        {now - 900 * hour, "participation.annemasse.example/log/0", 31'000, 30'992}};
    all.push_back(sample("audit-forked", visitor("/audit"), forked));
    forked.forks.erase(forked.forks.begin());
    all.push_back(sample("audit-shorter", visitor("/audit"), forked));
    all.push_back(sample("audit-new", visitor("/audit"), AuditPage{}));
    auto refused_receipt = verify_page();
    refused_receipt.verdict = ReceiptVerdict::contradicts;
    all.push_back(sample("verify-refused", visitor("/verify"), refused_receipt));
    all.push_back(sample("verify-form", visitor("/verify"), VerifyPage{}));
    all.push_back(sample("proposals", visitor("/proposals", Nav::proposals), proposals()));
    auto searched = proposals();
    searched.query = "vélo \"gratuit\" & l’école";
    searched.sort = Sort::debated;
    searched.items.clear();
    searched.total = 0;
    searched.first = 0;
    searched.cursors = {};
    all.push_back(
        sample("proposals-none", visitor("/proposals?q=v%C3%A9lo", Nav::proposals), searched));
    all.push_back(sample("proposal", visitor("/proposals/p44", Nav::proposals), proposal()));
    auto given = proposal();
    given.own = Stance::in_favour;
    given.own_version = 2;
    given.receipt = {.seq = 48'213, .at = now, .is_choice = true};
    given.receipt_stance = Stance::in_favour;
    all.push_back(sample("proposal-signed-in", voisine("/proposals/p44", Nav::proposals), given));
    auto authors = proposal();
    authors.is_author = true;
    authors.own = Stance::neutral;
    authors.own_version = 1;
    auto added = voisine("/proposals/p44", Nav::proposals);
    added.notice = Notice::argument_added;
    added.receipt = {.seq = 48'214, .at = now, .is_choice = false};
    all.push_back(sample("proposal-author", added, authors));
    auto carried_out = authors;
    carried_out.phase = {"Construire", false, false, false};
    carried_out.arguments.resize(1);
    auto late = voisine("/proposals/p44", Nav::proposals);
    late.notice = Notice::not_in_phase;
    all.push_back(sample("proposal-carried-out", late, carried_out));
    auto supported = proposal();
    supported.tally = {.in_favour = 214, .neutral = 0, .against = 0, .support_only = true};
    supported.arguments.clear();
    supported.argument_count = 0;
    all.push_back(sample("proposal-support", voisine("/proposals/p44", Nav::proposals), supported));
    auto withdrawn = proposal();
    withdrawn.state = ContributionState::withdrawn;
    withdrawn.withdrawal_reason = render_markdown("La mairie l’a déjà fait.");
    all.push_back(
        sample("proposal-withdrawn", voisine("/proposals/p44", Nav::proposals), withdrawn));
    auto statement = proposal();
    statement.statement = true;
    statement.title = "Il faut garder un terrain plat pour le foot, même petit.";
    statement.body = Html{};
    statement.version = 1;
    statement.arguments.clear();
    statement.argument_count = 0;
    statement.origin = "polis/brexit-consensus/17";
    all.push_back(sample("statement", visitor("/proposals/p60", Nav::proposals), statement));
    all.push_back(sample("proposal-empty", visitor("/proposals/x"), ProposalPage{}));
    ProposeForm blank;
    blank.title.limit = 120;
    blank.body.limit = 20'000;
    all.push_back(sample("propose", voisine("/proposals/new", Nav::proposals), blank));
    blank.draft.id = "d1";
    blank.draft.version = 2;
    blank.draft.saved_at = now;
    blank.draft.just_saved = true;
    blank.draft.others = 3;
    blank.title.value = "Un banc";
    all.push_back(sample("draft", voisine("/account/drafts/d1", Nav::proposals), blank));
    blank.draft.just_saved = false;
    blank.draft.changed = blank.draft.too_many = true;
    blank.draft.published_id = "p44";
    blank.project_fault = Fault::not_chosen;
    blank.projects = {{"a0", "Des cours d’école à l’ombre"}};
    blank.published_body = render_markdown("Sous les *tilleuls*.", 3);
    all.push_back(sample("draft-changed", voisine("/account/drafts", Nav::proposals), blank));
    const std::string long_ago = "Sous les tilleuls, à l’ombre, pour qui attend le bus.";
    all.push_back(sample("drafts", voisine("/account/drafts", Nav::proposals),
                         DraftsPage{{{"d1", "Un banc", long_ago, "À vélo jusqu’au tram", now},
                                     {"d2", "", long_ago, "", now}},
                                    true}));
    all.push_back(sample("drafts-empty", voisine("/account/drafts", Nav::proposals), DraftsPage{}));
    all.push_back(
        sample("propose-faults", voisine("/proposals/new", Nav::proposals), propose_with_faults()));
    auto preview = propose_with_faults();
    preview.title = field("Ouvrir un atelier de réparation près du tram", 80);
    preview.body = field("Un petit local, *deux soirs* par semaine.", 5'000);
    preview.preview = true;
    preview.preview_body = render_markdown(preview.body.value, 3);
    preview.place = field("46,19412 6,23651", 300);
    preview.point = {"46.19412", "6.23651"};
    preview.similar = {rows()[0], rows()[1]};
    all.push_back(sample("propose-preview", voisine("/proposals/new", Nav::proposals), preview));
    preview.edit = true;
    preview.proposal_id = "p44";
    preview.preview = false;
    auto met_newer = preview;
    met_newer.body.fault = Fault::changed;
    met_newer.published_title = "Ouvrir un atelier près de la gare";
    met_newer.published_body = render_markdown("Un grand local, *trois soirs* par semaine.", 3);
    all.push_back(
        sample("propose-changed", voisine("/proposals/p44/edit", Nav::proposals), met_newer));
    all.push_back(sample("edit", voisine("/proposals/p44/edit", Nav::proposals), preview));
    all.push_back(sample(
        "withdraw", voisine("/proposals/p44/withdraw", Nav::proposals),
        WithdrawForm{
            .proposal_id = "p44", .title = "Planter des arbres", .reason = field("", 2'000)}));
    auto wrong_argument = argument_form();
    wrong_argument.side.fault = Fault::not_chosen;
    wrong_argument.body.fault = Fault::missing;
    wrong_argument.source_url = field("javascript:alert(1)", 2'000, Fault::not_a_link);
    all.push_back(sample("argument-faults", voisine("/proposals/p44/arguments/new", Nav::proposals),
                         wrong_argument));
    auto reply_form = argument_form();
    reply_form.reply = true;
    reply_form.parent_id = "g7";
    reply_form.parent_author = "Les 4e du Salève";
    reply_form.parent_excerpt = "Si on enlève le goudron, on enlève le foot.";
    all.push_back(
        sample("reply", voisine("/proposals/p44/arguments/new", Nav::proposals), reply_form));
    all.push_back(sample("person", visitor("/people/018f2a10"), person_page()));
    all.push_back(sample("person-empty", visitor("/people/018f2a10"), PersonPage{}));
    auto then = proposal();
    then.past = {.position = 40'112, .at = now - 300 * hour, .day = 0};
    then.others.clear();
    all.push_back(
        sample("proposal-past", visitor("/proposals/p44?at=40112", Nav::proposals), then));
    auto hidden_since = ProposalPage{};
    hidden_since.past = {.position = 40'112, .at = now - 300 * hour, .day = this_day - 12};
    hidden_since.state = ContributionState::hidden;
    all.push_back(sample("proposal-past-hidden",
                         voisine("/proposals/p44?at=2026-11-11", Nav::proposals), hidden_since));
    auto project_then = project();
    project_then.past = then.past;
    project_then.feed.clear();
    project_then.can_propose = false;
    all.push_back(
        sample("project-past", visitor("/projects/a0?at=40112", Nav::projects), project_then));
    std::ranges::move(of_the_past(), std::back_inserter(all));
    std::ranges::move(of_answers(), std::back_inserter(all));
    std::ranges::move(of_projects(), std::back_inserter(all));
    std::ranges::move(of_meetings(), std::back_inserter(all));
    std::ranges::move(of_search(), std::back_inserter(all));
    std::ranges::move(of_writing(), std::back_inserter(all));
    std::ranges::move(of_territory(), std::back_inserter(all));
    std::ranges::move(of_questions(), std::back_inserter(all));
    std::ranges::move(of_conclusions(), std::back_inserter(all));
    ChangesPage masked;
    masked.hidden = true;
    all.push_back(sample("changes-empty", visitor("/proposals/p44/changes?from=1"), masked));
    all.push_back(sample("signin", visitor("/signin"), SigninPage{}));
    SigninPage by_passkey;
    by_passkey.passkey = {"localhost", "1.a.b", PasskeyFault::unknown};
    all.push_back(sample("signin-passkey", visitor("/signin"), by_passkey));
    all.push_back(sample("signin-faults", visitor("/signin"),
                         SigninPage{.email = field("personne", 254, Fault::not_an_email),
                                    .next = "/proposals/p44",
                                    .to_act = true}));
    all.push_back(
        sample("sent", visitor("/signin/sent"), SentPage{.minutes = 15, .to_files = true}));
    all.push_back(sample("confirm", visitor("/signin/confirm"),
                         ConfirmPage{.token = "t0", .next = "/feed", .expired = false}));
    all.push_back(sample("confirm-expired", visitor("/signin/confirm"),
                         ConfirmPage{.token = "", .next = "", .expired = true}));
    all.push_back(sample("join", visitor("/signin/join"),
                         JoinPage{.pseudonym = field("Grand Pin", 40, Fault::taken),
                                  .charter_fault = Fault::not_accepted,
                                  .charter_version = 2,
                                  .token = "t1",
                                  .next = "/",
                                  .about = {.name = field("Ada Lovelace", 60),
                                            .theme_choices = {{"velo", "À vélo", "By bike"}},
                                            .district_choices = {{"gare", "La gare", "Station"}},
                                            .themes = {"velo"},
                                            .district = "gare"}}));
    all.push_back(
        sample("account", voisine("/account"),
               AccountPage{.pseudonym = field("Voisine du Perrier", 40),
                           .person_id = "018f",
                           .charter_version = 2,
                           .sessions = {{"s1", now - 400 * hour, this_day, false, true},
                                        {"s2", now - 700 * hour, 0, true, false},
                                        {"s3", now - 90 * hour, this_day - 2, false, false}},
                           .sessions_ended = true,
                           .passkeys = {{"p1", "AAAA", "Mon téléphone", now - 90 * hour, this_day},
                                        {"p2", "AAAB", "", now - 40 * hour, 0}},
                           .passkey = {"localhost", "1.a.b", PasskeyFault::refused},
                           .passkey_name = field(std::string(41, 'x'), 40, Fault::too_long),
                           .user = "AAAA",
                           .passkey_added = true,
                           .passkey_ended = true,
                           .agent = true}));
    all.push_back(sample("following", voisine("/following"), following()));
    all.push_back(sample("following-empty", voisine("/following"), FollowingPage{}));
    FollowingPage own;
    own.own_only = true;
    own.fresh = 99;
    own.fresh_more = true;
    all.push_back(sample("following-own", voisine("/following?only=own"), own));
    all.push_back(sample("follows", voisine("/account/following"), followed()));
    FollowsPage nothing;
    nothing.has_email = false;
    nothing.saved = nothing.too_many = true;
    nothing.rhythm = Rhythm::never;
    all.push_back(sample("follows-empty", voisine("/account/following"), nothing));
    all.push_back(
        sample("unsubscribe", visitor("/unsubscribe"), UnsubscribePage{"018f.t0", false}));
    all.push_back(sample("unsubscribed", visitor("/unsubscribe"), UnsubscribePage{{}, true}));
    all.push_back(
        sample("delete-account", voisine("/account/delete"),
               DeleteAccountPage{DeleteAccountPage::Words::not_chosen, Fault::none, false, 2, 1}));
    all.push_back(sample(
        "delete-account-wrong", voisine("/account/delete"),
        DeleteAccountPage{DeleteAccountPage::Words::not_chosen, Fault::not_chosen, false, 0, 0}));
    all.push_back(
        sample("delete-account-confirm", voisine("/account/delete"),
               DeleteAccountPage{DeleteAccountPage::Words::remove, Fault::none, true, 2, 1}));
    all.push_back(sample("account-deleted", visitor("/account/deleted"),
                         StaticPage{StaticText::account_deleted}));
    all.push_back(sample("account-closed", visitor("/account/closed"),
                         StaticPage{StaticText::account_closed}));
    all.push_back(
        sample("account-data", voisine("/account/data"), StaticPage{StaticText::account_data}));
    all.push_back(sample("own-receipts", voisine("/account/receipts"), own_receipts()));
    all.push_back(sample("own-receipts-end", voisine("/account/receipts?cursor=1"),
                         OwnReceiptsPage{.receipts = {}, .cursors = {}, .first = 0, .total = 26}));
    all.push_back(sample("charter", visitor("/charter"), charter()));
    auto changed = charter();
    changed.to_accept = true;
    changed.next = "/proposals/p44";
    changed.accepted = 1;
    changed.changes = {
        {{false, false, "Pas d’insulte"}, {true, false, "."}, {false, true, ", ni de publicité."}},
        true};
    all.push_back(sample("charter-to-accept", voisine("/charter"), changed));
    changed.resend_path = "/proposals/new";
    changed.kept = {{"title", "Un banc"}, {"body", "Ici.\r\nÀ l’ombre."}};
    all.push_back(sample("charter-resend", voisine("/proposals/new"), changed));
    all.push_back(sample("charter-empty", visitor("/charter"), CharterPage{}));
    all.push_back(
        sample("accessibility", visitor("/accessibility"), StaticPage{StaticText::accessibility}));
    all.push_back(sample("privacy", visitor("/privacy"), StaticPage{StaticText::privacy}));
    all.push_back(sample("legal", visitor("/legal"), StaticPage{StaticText::legal}));
    all.push_back(sample("sitemap", visitor("/sitemap"), StaticPage{StaticText::sitemap}));
    for (int problem = 0; problem <= static_cast<int>(Problem::busy); ++problem) {
        all.push_back(sample("error-" + std::to_string(problem), visitor("/"),
                             ErrorPage{.problem = static_cast<Problem>(problem),
                                       .retry_after_s = problem % 2 == 0 ? 0U : 30U,
                                       .path = problem < 4 ? "/proposals/p44" : "",
                                       .since = problem % 2 == 0 ? 0 : now}));
    }
    ErrorPage masked_text{.problem = Problem::hidden, .path = "/proposals/p44", .since = now};
    masked_text.ground = HiddenGround::at_origin;
    all.push_back(sample("error-hidden", visitor("/proposals/p44"), masked_text));
    masked_text.own = true;
    all.push_back(sample("error-hidden-own", voisine("/proposals/p44"), masked_text));
    auto with_hidden = proposals();
    with_hidden.state = StateFilter::hidden;
    with_hidden.items[0].state = ContributionState::hidden;
    with_hidden.items[0].title = with_hidden.items[0].excerpt = "";
    all.push_back(sample("proposals-hidden", visitor("/proposals?state=hidden"), with_hidden));
    return all;
}

}  // namespace imaginons::http::pages::samples
