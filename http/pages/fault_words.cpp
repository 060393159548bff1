// What is wrong with a field, said beside it. Words of one field only are where its form is bound.
#include "http/pages/fault_words.hpp"

#include <array>

namespace imaginons::http::pages {
namespace {

// Faults that are the same whatever the field. {n} is how many characters too many.
constexpr CodePhrase too_long = {"Raccourcissez ce texte d’un caractère.",
                                 "Raccourcissez ce texte de {n} caractères."};
constexpr CodePhrase not_text = {"Ce texte contient des caractères illisibles : retapez-le.", {}};
constexpr CodePhrase not_a_link = {"Donnez une adresse qui commence par https:// ou http://.", {}};
constexpr CodePhrase not_an_email = {"Écrivez une adresse complète, comme nom@exemple.fr.", {}};
constexpr CodePhrase taken = {"Quelqu’un porte déjà ce nom : choisissez-en un autre.", {}};
constexpr CodePhrase not_a_date = {"Écrivez une date, comme 2026-09-01.", {}};
constexpr CodePhrase order = {"La fin vient avant le début : changez l’une des deux dates.", {}};

constexpr CodePhrase not_a_time = {"Écrivez une heure qui existe ce jour-là, comme 18:30.", {}};
constexpr CodePhrase is_past = {"Cette heure est déjà passée : choisissez-en une autre.", {}};
constexpr CodePhrase too_far_ahead = {"C’est trop loin : au plus {n} jour à l’avance.",
                                      "C’est trop loin : au plus {n} jours à l’avance."};
constexpr CodePhrase lasts_too_long = {"C’est trop long : une rencontre dure au plus {n} jour.",
                                       "C’est trop long : une rencontre dure au plus {n} jours."};
constexpr CodePhrase meeting_changed = {
    "Cette rencontre a changé entre-temps : relisez sa page, puis publiez ce qui doit y changer.",
    {}};
constexpr CodePhrase no_place = {"Dites où l’on se retrouve, ou donnez un lien.", {}};
constexpr CodePhrase not_a_number = {"Écrivez un nombre entier, ou laissez vide.", {}};
constexpr CodePhrase no_seats = {
    "Sans place, personne ne peut venir : écrivez au moins 1, ou laissez vide.", {}};
constexpr CodePhrase too_many_seats = {"C’est trop : au plus {n} place.",
                                       "C’est trop : au plus {n} places."};
constexpr CodePhrase fewer_seats = {"Déjà {n} personne inscrite : gardez au moins sa place.",
                                    "Déjà {n} personnes inscrites : gardez au moins leurs places."};

constexpr CodePhrase changed = {
    "Ce texte a changé entre-temps. Relisez la version publiée, sous le formulaire, puis "
    "publiez la vôtre.",
    {}};

constexpr CodePhrase unknown_name = {
    "Personne ne porte ce nom ici. Écrivez-le comme sur sa page publique.", {}};
constexpr CodePhrase already_author = {"Cette personne signe déjà cette proposition.", {}};
constexpr CodePhrase already_invited = {
    "Cette personne est déjà invitée : elle n’a pas encore répondu.", {}};
constexpr CodePhrase too_many = {
    "Vous êtes à la limite. Attendez une réponse, ou retirez-en un avant.", {}};
constexpr CodePhrase closed = {
    "Cette proposition ne peut plus changer : elle est retirée, masquée ou décidée, ou son projet "
    "est passé à une autre phase.",
    {}};

constexpr CodePhrase too_many_themes = {"Choisissez au plus {n} thème.",
                                        "Choisissez au plus {n} thèmes."};
constexpr CodePhrase not_a_percentage = {"Donnez un nombre de 0 à 100.", {}};
constexpr CodePhrase phase_in_use = {
    "Le projet est dans cette phase, ou l’a passée : elle ne se retire pas.", {}};
constexpr CodePhrase questions_waiting = {
    "Vos questions d’avant attendent encore une réponse ici : la ville les a, laissez-lui le "
    "temps.",
    {}};
constexpr CodePhrase too_many_questions = {
    "Il y a ici autant de questions qu’une page peut en montrer. Regardez si la vôtre y est déjà.",
    {}};
constexpr CodePhrase no_longer_open = {
    "On ne peut plus rien demander ici : le texte est retiré, masqué ou effacé.", {}};

constexpr CodePhrase not_in_this_phase = {
    "La phase où en est le projet ne le permet pas : sa page dit ce que l’on peut y faire.", {}};

constexpr CodePhrase not_on_the_map = {
    "Écrivez deux nombres, la latitude puis la longitude, comme « 46.19412, 6.23651 », ou "
    "collez un lien d’OpenStreetMap.",
    {}};

constexpr std::array missing_words = {
    missing::title,
    missing::body,
    missing::argument,
    missing::reply,
    missing::side,
    missing::source,
    missing::source_title,
    missing::project_title,
    missing::project_body,
    missing::level,
    missing::choice,
    missing::phase,
    missing::email,
    missing::pseudonym,
    missing::charter,
    missing::own_name,
    missing::reason,
    missing::words,
    missing::outcome,
    missing::verdict,
    missing::answer_body,
    missing::finding,
    missing::criterion_reason,
    missing::redirected_to,
    missing::cost,
    missing::calendar,
    missing::official,
    missing::function,
    missing::review_word,
    missing::step_word,
    missing::project,
    missing::other_project,
    missing::other_theme,
    missing::other_district,
    missing::place,
    missing::meeting_title,
    missing::meeting_date,
    missing::meeting_time,
    missing::meeting_place,
    missing::minutes,
    missing::cancel_reason,
    missing::seats,
    missing::agenda,
    missing::change,
    missing::news_title,
    missing::news_body,
    missing::milestone_title,
    missing::progress,
    missing::amendment_reason,
    missing::refusal_reason,
    missing::co_author,
    missing::question,
    missing::said_for,
    missing::said_against,
    missing::left_open,
};

std::string with_number(std::string text, const std::string& number) {
    const auto at = text.find("{n}");
    return at == std::string::npos ? text : text.replace(at, 3, number);
}

std::string said(const Catalogue& words, std::string_view phrase) {
    const auto text = words.text(phrase);
    return words.code() == "fr" ? french_spaces(text) : text;
}

std::string counted(const Catalogue& words, const CodePhrase& phrase, std::size_t n) {
    const auto text = with_number(words.plural(phrase.one, phrase.many, n), words.number(n));
    return words.code() == "fr" ? french_spaces(text) : text;
}

}  // namespace

std::string fault_words(const Catalogue& words, const Field& field,
                        std::string_view missing_words_of_field) {
    switch (field.fault) {
        case Fault::none: return {};
        case Fault::missing:
        case Fault::not_chosen:
        case Fault::not_accepted: return said(words, missing_words_of_field);
        case Fault::too_long: {
            const auto used = count_characters(field.value);
            const auto excess = used > field.limit ? used - field.limit : 1;
            return with_number(words.plural(too_long.one, too_long.many, excess),
                               words.number(excess));
        }
        case Fault::not_text: return said(words, not_text.one);
        case Fault::not_a_link: return said(words, not_a_link.one);
        case Fault::not_an_email: return said(words, not_an_email.one);
        case Fault::taken: return said(words, taken.one);
        case Fault::not_a_date: return said(words, not_a_date.one);
        case Fault::order: return said(words, order.one);
        case Fault::changed: return said(words, changed.one);
        case Fault::not_a_time: return said(words, not_a_time.one);
        case Fault::is_past: return said(words, is_past.one);
        case Fault::meeting_changed: return said(words, meeting_changed.one);
        case Fault::no_place: return said(words, no_place.one);
        case Fault::not_a_number: return said(words, not_a_number.one);
        case Fault::no_seats: return said(words, no_seats.one);
        case Fault::too_far_ahead: return counted(words, too_far_ahead, field.limit);
        case Fault::lasts_too_long: return counted(words, lasts_too_long, field.limit);
        case Fault::too_many_seats: return counted(words, too_many_seats, field.limit);
        case Fault::fewer_seats: return counted(words, fewer_seats, field.limit);
        case Fault::not_a_percentage: return said(words, not_a_percentage.one);
        case Fault::phase_in_use: return said(words, phase_in_use.one);
        case Fault::unknown_name: return said(words, unknown_name.one);
        case Fault::already_author: return said(words, already_author.one);
        case Fault::already_invited: return said(words, already_invited.one);
        case Fault::too_many: return said(words, too_many.one);
        case Fault::closed: return said(words, closed.one);
        case Fault::too_many_themes: return counted(words, too_many_themes, field.limit);
        case Fault::questions_waiting: return said(words, questions_waiting.one);
        case Fault::too_many_questions: return said(words, too_many_questions.one);
        case Fault::no_longer_open: return said(words, no_longer_open.one);
        case Fault::not_in_this_phase: return said(words, not_in_this_phase.one);
        case Fault::not_on_the_map: return said(words, not_on_the_map.one);
    }
    return {};
}

std::vector<CodePhrase> fault_phrases() {
    std::vector<CodePhrase> all{too_long,
                                not_text,
                                not_a_link,
                                not_an_email,
                                taken,
                                not_a_date,
                                order,
                                changed,
                                not_a_time,
                                is_past,
                                no_place,
                                not_a_number,
                                no_seats,
                                too_far_ahead,
                                lasts_too_long,
                                too_many_seats,
                                fewer_seats,
                                meeting_changed,
                                unknown_name,
                                already_author,
                                already_invited,
                                too_many,
                                closed,
                                too_many_themes,
                                not_a_percentage,
                                phase_in_use,
                                questions_waiting,
                                too_many_questions,
                                no_longer_open,
                                not_in_this_phase,
                                not_on_the_map};
    for (const auto words : missing_words) all.push_back({words, {}});
    return all;
}

}  // namespace imaginons::http::pages
