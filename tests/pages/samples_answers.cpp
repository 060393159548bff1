// Sample pages of the city's answers: as everybody reads them, as agents prepare them, and filled
// in by somebody hostile.
#include "sample_parts.hpp"

namespace imaginons::http::pages::samples {
namespace {

AnswerView answer() {
    AnswerView view;
    view.outcome = Outcome::accepted;
    view.title = "Acceptée : trois cours transformées d’ici septembre 2027";
    view.body = render_markdown(
        "Votre proposition rejoint une promesse que nous n’avions pas su commencer. Nous la menons "
        "avec vous, école par école, en gardant une surface plate dans chaque cour.",
        3);
    view.competence = {Finding::met, "Les écoles publiques sont à la charge de la commune."};
    view.legality = {Finding::met, "L’ouverture le week-end demande l’accord du conseil d’école."};
    view.general_interest = {Finding::met,
                             "712 élèves, et 3 000 habitants à moins de dix minutes."};
    view.feasibility = {Finding::partly, "Les arbres de plus de 6 mètres ne passent pas."};
    view.cost = "240 000 €, dont 80 000 € demandés à l’agence de l’eau";
    view.calendar = "Plans en décembre 2026, chantier de mars à août 2027";
    view.official = "Iris Valdoré";
    view.function = "adjointe aux écoles";
    view.at = now - 300 * hour;
    return view;
}

AnswerView redirected() {
    AnswerView view = answer();
    view.outcome = Outcome::redirected;
    view.title = "Réorientée : les trams sont à l’agglomération";
    view.competence = {Finding::not_met, "Les transports sont à l’agglomération."};
    view.feasibility = {Finding::open, ""};
    view.cost.clear();
    view.calendar.clear();
    view.redirected_to = "Annemasse Agglo, service mobilités";
    view.text_changed_since = true;
    return view;
}

Course in_progress() {
    Course course;
    course.stage = Stage::in_progress;
    course.submitted_at = now - 1'300 * hour;
    course.answered_at = now - 300 * hour;
    course.steps = {{Stage::under_review, now - 1'000 * hour, {}},
                    {Stage::accepted, now - 300 * hour, {}},
                    {Stage::in_progress, now - 20 * hour,
                     render_markdown("Le goudron de la première cour est parti lundi.")}};
    course.has_answer = true;
    course.answer = answer();
    course.projects = {{"a0", "Des cours d’école à l’ombre"}};
    return course;
}

ProposalPage proposal_with(const Course& course) {
    ProposalPage page;
    page.id = "p44";
    page.title = "Planter des arbres dans trois cours d’école";
    page.excerpt = "En juillet, le sol de la cour des Tilleuls monte à 52 degrés.";
    page.body = render_markdown(page.excerpt, 2);
    page.author = person("Grand Pin");
    page.created_at = now - 1'300 * hour;
    page.tally = tally(407, 38, 57);
    page.course = course;
    return page;
}

AnswerDesk desk(DraftState draft) {
    AnswerDesk page;
    page.proposal_id = "p44";
    page.title = "Planter des arbres dans trois cours d’école";
    page.due = {this_day - 3, this_day};
    page.draft = draft;
    page.number = 2;
    page.by = person("Agent A");
    page.reviewed_by = person("Agent B");
    page.answer = answer();
    page.answer.at = 0;
    page.word = field("", 2'000);
    page.step = field("", 2'000);
    page.can_begin = true;
    return page;
}

AnswerForm form() {
    AnswerForm page;
    page.proposal_id = "p44";
    page.proposal_title = "Planter des arbres dans trois cours d’école";
    page.proposal_body = render_markdown("En juillet, le sol monte à 52 degrés.", 4);
    page.title = field("", 250);
    page.body = field("", 6'000);
    for (CriterionFields* each :
         {&page.competence, &page.legality, &page.general_interest, &page.feasibility})
        each->reason = field("", 1'000);
    for (Field* each :
         {&page.cost, &page.calendar, &page.redirected_to, &page.official, &page.function})
        *each = field("", 300);
    return page;
}

AnswerForm form_with_faults() {
    AnswerForm page = form();
    page.outcome = field("accepted", 0);
    page.title = field("Acceptée", 250);
    page.body.fault = Fault::missing;
    page.legality.finding.fault = Fault::not_chosen;
    page.legality.reason.fault = Fault::missing;
    page.feasibility.finding.value = "partly";
    page.cost.fault = Fault::missing;
    return page;
}

QueueRow queue_row(const std::string& title, std::int32_t due_on, DraftState draft) {
    QueueRow row;
    row.proposal.id = "p" + std::to_string(title.size());
    row.proposal.title = title;
    row.proposal.author = person("Chouette 7");
    row.proposal.tally = tally(341, 12, 18);
    row.proposal.stage = Stage::submitted;
    row.proposal.due = {due_on, due_on == 0 ? 0 : this_day};
    row.draft = draft;
    row.asked = due_on == 0;
    return row;
}

QueuePage queue() {
    QueuePage page;
    page.rows = {
        queue_row("Allumer la passerelle du Perrier jusqu’au dernier tram", this_day - 10,
                  DraftState::approved),
        queue_row("Des pompes à vélo aux arrêts de tram", this_day - 1, DraftState::none),
        queue_row("Ouvrir la médiathèque le dimanche matin", this_day, DraftState::to_review),
        queue_row("Des jeux pour les tout-petits", this_day + 26, DraftState::sent_back),
        queue_row("Un gymnase de nuit pour les apprentis", 0, DraftState::none)};
    page.waiting = 4;
    page.overdue = 2;
    page.to_review = 1;
    page.asked = 1;
    page.answered_this_month = 11;
    return page;
}

}  // namespace

std::vector<Sample> of_answers() {
    std::vector<Sample> all;
    all.push_back(sample("proposal-answered", visitor("/proposals/p44", Nav::proposals),
                         proposal_with(in_progress())));
    Course other = in_progress();
    other.stage = Stage::redirected;
    other.answer = redirected();
    other.projects.clear();
    all.push_back(sample("proposal-redirected", visitor("/proposals/p44", Nav::proposals),
                         proposal_with(other)));
    Course late;
    late.stage = Stage::submitted;
    late.due = {this_day - 3, this_day};
    late.submitted_at = now - 1'200 * hour;
    auto overdue = proposal_with(late);
    overdue.may_answer = true;
    all.push_back(sample("proposal-overdue", voisine("/proposals/p44", Nav::proposals), overdue));
    Course asked = in_progress();
    asked.stage = Stage::info_requested;
    asked.answer.outcome = Outcome::info_requested;
    asked.projects.clear();
    auto mine = proposal_with(asked);
    mine.is_author = true;
    all.push_back(sample("proposal-asked", voisine("/proposals/p44", Nav::proposals), mine));
    all.push_back(sample("queue", voisine("/queue"), queue()));
    all.push_back(sample("queue-empty", voisine("/queue"), QueuePage{}));
    all.push_back(
        sample("answer-desk", voisine("/proposals/p44/answer"), desk(DraftState::to_review)));
    auto approved = desk(DraftState::approved);
    approved.review_word = render_markdown("Rien à redire.");
    approved.stage = Stage::accepted;
    approved.due = {};
    approved.can_begin = false;
    approved.can_start = approved.can_finish = approved.can_link = true;
    approved.step.fault = Fault::missing;
    approved.projects = approved.linked = {{"a0", "Des cours d’école à l’ombre"}};
    all.push_back(sample("answer-desk-approved", voisine("/proposals/p44/answer"), approved));
    all.push_back(
        sample("answer-desk-empty", voisine("/proposals/p44/answer"), desk(DraftState::none)));
    all.push_back(sample("answer-form", voisine("/proposals/p44/answer/draft"), form()));
    all.push_back(
        sample("answer-form-faults", voisine("/proposals/p44/answer/draft"), form_with_faults()));
    auto met = form_with_faults();
    met.other = answer();
    met.other_by = person("Agent B");
    met.text_changed = true;
    all.push_back(sample("answer-form-changed", voisine("/proposals/p44/answer/draft"), met));
    return all;
}

std::vector<Sample> of_answers_filled_with(const std::string& text, const Chrome& chrome) {
    const auto body = render_markdown(text, 3);
    const Field bad = field(text, 3, Fault::too_long);
    AnswerView view = answer();
    view.title = view.cost = view.calendar = view.redirected_to = view.official = view.function =
        text;
    view.body = body;
    for (CriterionView* each :
         {&view.competence, &view.legality, &view.general_interest, &view.feasibility})
        each->reason = text;
    std::vector<Sample> all;
    Course course = in_progress();
    course.answer = view;
    course.projects = {{text, text}};
    course.steps.front().word = body;
    all.push_back(sample("proposal-answered", chrome, proposal_with(course)));
    AnswerDesk at_desk = desk(DraftState::sent_back);
    at_desk.proposal_id = at_desk.title = text;
    at_desk.by = at_desk.reviewed_by = {.id = text, .pseudonym = text};
    at_desk.review_word = body;
    at_desk.answer = view;
    at_desk.word = at_desk.step = at_desk.project = bad;
    at_desk.can_link = true;
    at_desk.projects = at_desk.linked = {{text, text}};
    all.push_back(sample("answer-desk", chrome, at_desk));
    AnswerForm drafted = form();
    drafted.proposal_id = drafted.proposal_title = text;
    drafted.proposal_body = body;
    drafted.other = view;
    drafted.other_by = {.id = text, .pseudonym = text};
    for (Field* each : {&drafted.outcome, &drafted.title, &drafted.body, &drafted.cost,
                        &drafted.calendar, &drafted.redirected_to, &drafted.official,
                        &drafted.function, &drafted.competence.finding, &drafted.legality.reason})
        *each = bad;
    all.push_back(sample("answer-form", chrome, drafted));
    QueuePage waiting = queue();
    for (QueueRow& row : waiting.rows) {
        row.proposal.id = row.proposal.title = text;
        row.proposal.author = {.id = text, .pseudonym = text};
    }
    all.push_back(sample("queue", chrome, waiting));
    return all;
}

}  // namespace imaginons::http::pages::samples
