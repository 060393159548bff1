// Sample pages of questions to the city: those that wait, those that are answered, and their forms.
#include "sample_parts.hpp"

namespace imaginons::http::pages::samples {

namespace {

QuestionView question(const std::string& id, const std::string& who, const std::string& words,
                      std::int64_t hours_ago) {
    QuestionView out;
    out.id = id;
    out.author = person(who);
    out.body = render_markdown(words, 4);
    out.at = now - hours_ago * hour;
    return out;
}

QuestionForm ask_form(bool project) {
    QuestionForm form;
    form.project = project;
    form.path = project ? "/projects/a0" : "/proposals/p44";
    form.title = "Planter des arbres dans trois cours d’école";
    form.body = field("Qui arrose les arbres pendant l’été ?", 2'000);
    return form;
}

QuestionAnswerForm answer_form() {
    QuestionAnswerForm form;
    form.id = "q1";
    form.path = "/proposals/p44";
    form.title = "Planter des arbres dans trois cours d’école";
    form.author = person("Thym citron");
    form.question = render_markdown("Qui arrose les arbres pendant **l’été** ?", 3);
    form.at = now - 90 * hour;
    form.body = field("", 6'000);
    form.official = field("", 300);
    form.function = field("", 300);
    return form;
}

}  // namespace

Questions some_questions() {
    Questions all;
    all.shown = true;
    all.open = true;
    all.path = "/proposals/p44";
    all.waiting = 2;
    all.questions = {
        question("q1", "Thym citron", "Qui arrose les arbres pendant **l’été** ?", 90),
        question("q2", "Hibou", "Les trois écoles en même temps, ou l’une après l’autre ?", 20),
        question("q3", "Poussette double", "Les cours seront-elles ouvertes le samedi ?", 400),
        question("q4", "Marelle", "", 500)};
    QuestionView& answered = all.questions[2];
    answered.version = 2;
    answered.answer = render_markdown("Oui, de *9 h à 19 h*. Le gardien passe le soir.", 4);
    answered.official = "Iris Valdoré";
    answered.function = "adjointe aux écoles";
    answered.answered_at = now - 300 * hour;
    QuestionView& gone = all.questions[3];
    gone = answered;
    gone.id = "q4";
    gone.version = 1;
    gone.author = {{}, {}, true};
    gone.state = ContributionState::erased;
    return all;
}

std::vector<Sample> of_questions() {
    std::vector<Sample> all;
    const auto proposals = [](const std::string& path) { return voisine(path, Nav::proposals); };
    ProposalPage page;
    page.id = "p44";
    page.title = "Planter des arbres dans trois cours d’école";
    page.body = render_markdown("En juillet, le sol monte à **52 degrés**.", 2);
    page.author = person("Grand Pin");
    page.created_at = now - 600 * hour;
    page.questions = some_questions();
    all.push_back(sample("questions", visitor("/proposals/p44", Nav::proposals), page));
    page.questions.may_answer = true;
    all.push_back(sample("questions-agent", proposals("/proposals/p44"), page));
    page.questions.questions.clear();
    page.questions.waiting = 0;
    all.push_back(sample("questions-none", proposals("/proposals/p44"), page));
    ProjectPage project;
    project.id = "a0";
    project.title = "Des cours d’école à l’ombre";
    project.questions = some_questions();
    project.questions.path = "/projects/a0";
    all.push_back(sample("project-questions", visitor("/projects/a0", Nav::projects), project));
    QuestionForm ask = ask_form(false);
    all.push_back(sample("ask-question", proposals("/proposals/p44/questions/new"), ask));
    ask = ask_form(true);
    ask.body = field("Et quand ?", 2'000, Fault::questions_waiting);
    all.push_back(sample("ask-question-faults", proposals("/projects/a0/questions"), ask));
    QuestionAnswerForm answer = answer_form();
    all.push_back(sample("answer-question", proposals("/questions/q1/answer"), answer));
    answer.body.fault = answer.official.fault = answer.function.fault = Fault::missing;
    answer.version = 1;
    answer.changed = true;
    answer.other = render_markdown("Les jardiniers de la ville, deux fois par semaine.", 3);
    all.push_back(sample("answer-question-faults", proposals("/questions/q1/answer"), answer));
    QueuePage queue;
    queue.question_count = 2;
    queue.questions = {{"q1", "Planter des arbres", "Qui arrose les arbres ?",
                        person("Thym citron"), now - 90 * hour},
                       {"q2", "Des cours à l’ombre", "Les trois en même temps ?", person("Hibou"),
                        now - 20 * hour}};
    all.push_back(sample("queue-questions", voisine("/queue"), queue));
    return all;
}

std::vector<Sample> of_questions_filled_with(const std::string& text, const Chrome& chrome) {
    const PersonName who{text, text, false};
    const Html body = render_markdown(text, 4);
    const Field bad{text, Fault::missing, 10};
    std::vector<Sample> all;
    ProposalPage page;
    page.id = page.title = text;
    page.questions.shown = page.questions.open = page.questions.may_answer = true;
    page.questions.path = "/proposals/" + text;
    page.questions.questions = {
        {text, who, ContributionState::open, body, 1, 2, body, text, text, 1}};
    all.push_back(sample("questions", chrome, page));
    all.push_back(
        sample("ask-question", chrome, QuestionForm{"/proposals/" + text, text, false, bad}));
    QuestionAnswerForm form;
    form.id = form.title = text;
    form.path = "/proposals/" + text;
    form.author = who;
    form.question = form.other = body;
    form.changed = true;
    form.body = form.official = form.function = bad;
    all.push_back(sample("answer-question", chrome, form));
    QueuePage queue;
    queue.question_count = 1;
    queue.questions = {{text, text, text, who, 1}};
    all.push_back(sample("queue-questions", chrome, queue));
    return all;
}

}  // namespace imaginons::http::pages::samples
