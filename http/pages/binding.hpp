// From structs to Fields: what several pages share. Only the .cpp files beside this one include it.
#pragma once

#include "http/pages/answers.hpp"
#include "http/pages/chrome.hpp"
#include "http/pages/common.hpp"
#include "http/pages/conclusions.hpp"
#include "http/pages/drafts.hpp"
#include "http/pages/following.hpp"
#include "http/pages/home.hpp"
#include "http/pages/meetings.hpp"
#include "http/pages/past.hpp"
#include "http/pages/questions.hpp"
#include "http/pages/writing.hpp"
#include "http/template.hpp"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace imaginons::http::pages {

// Around every page.
void bind_chrome(Fields& out, const Chrome& chrome, std::span<const Catalogue> languages);

// Its name in the page's language.
std::string name_of(const Fields& out, const LabelName& label);
// Fields: themes {theme_code, theme_name}, has_district, district_code, district_name.
void bind_labels(Fields& out, const std::vector<LabelName>& themes, const LabelName& district);
// Fields of the partial "point": has_point, latitude, longitude.
void bind_point(Fields& out, const MapPoint& point);
// Fields of lists to choose from: has_theme_choices, theme_choices {theme_code, theme_name,
// chosen}, and likewise for districts.
struct LabelChoices {
    const std::vector<LabelName>& themes;
    const std::vector<LabelName>& districts;
};
void bind_label_choices(Fields& out, const LabelChoices& choices,
                        const std::vector<std::string>& themes, std::string_view district);

// Fields: in_favour, neutral, against, support_only, tally_none, tally_bars {bar, bar_x,
// bar_width}.
void bind_tally(Fields& out, const Tally& tally);
// Fields: receipt_number, receipt_seq, receipt_at, receipt_is_choice.
void bind_receipt(Fields& out, const ReceiptStub& receipt);
// Fields: author, author_id, author_known, initials, colour.
void bind_author(Fields& out, const PersonName& person);
// Fields: state_open, state_withdrawn, state_hidden, state_erased.
void bind_state(Fields& out, ContributionState state);
// Fields: has_stage, stage_submitted ... stage_done, has_due, due, overdue, due_today, days_left.
void bind_stage(Fields& out, Stage stage, const Due& due);
// Group `course` of a proposal's page, if there is one and it may be shown.
void bind_course(Fields& out, const Course& course, bool shown);
// Fields: inform, consult, co_build, decide.
void bind_level(Fields& out, Level level);
// Fields: side_for, side_against, side_beside.
void bind_side(Fields& out, Side side);
void bind_proposal_row(Fields& out, const ProposalRow& row);
void bind_meeting_row(Fields& out, const MeetingRow& row);
void bind_project_card(Fields& out, const ProjectCard& card);
// The same cards, no two with one picture as long as there are pictures left.
std::vector<ProjectCard> with_unlike_pictures(std::vector<ProjectCard> cards);

enum class FeedTime : std::uint8_t { date, hour };
void bind_feed_item(Fields& out, const FeedItem& item, FeedTime shown);

// Group follow, for the partial of that name.
void bind_follow(Fields& out, const FollowButton& button);
// Fields of the partials "followed" and "rhythm_words".
void bind_followed(Fields& out, const Followed& followed);
void bind_rhythm(Fields& out, Rhythm rhythm);

// Fields of the partial "draft_said", and draft_id, draft_version, has_other_drafts, other_drafts.
void bind_kept_draft(Fields& out, const KeptDraft& draft);

// Fields of the partials "amendment_state" and "amendments", and of "amendment".
void bind_amendment_row(Fields& out, const AmendmentRow& row);
void bind_amendment_panel(Fields& out, const AmendmentPanel& panel);

// Group `debate`, for the partial "conclusions".
void bind_conclusions(Fields& out, const Conclusions& conclusions);

// Group `ask`, for the partial "questions".
void bind_questions(Fields& out, const Questions& questions);
void bind_waiting_question(Fields& out, const WaitingQuestion& row);

// A group of that name, for the partial "diff".
void bind_diff(Fields& out, const std::string& name, const TextDiff& diff);

// Fields of the partial "past", and present, past_number (for addresses). `base` is the path of
// what the page is about.
void bind_past(Fields& out, const PastMoment& moment, const std::string& base);

// Fields of the partial "pagination". `list_path` is the list's path with its filters and without a
// cursor; `first`, `last` and `total` are said if first is not 0.
struct PageRange {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint64_t total = 0;
};
void bind_pagination(Fields& out, const Cursors& cursors, std::string_view list_path,
                     const PageRange& range = {});

// A text for a query: percent-encoded as RFC 3986 asks, everything but unreserved characters.
std::string query_encoded(std::string_view text);

// Words in place of a text that is gone with the key it was sealed under, in the page's language.
std::string title_or_gone(const Fields& out, std::string_view title);
// Words in place of a title that is hidden.
std::string hidden_title(const Fields& out);
std::string name_or_gone(const Fields& out, std::string_view pseudonym);

// "déc.": the month of a day since 1970-01-01, where there is no room for more.
std::string short_month(const Catalogue& words, std::int32_t days);

// Two letters for an avatar, and one of six colours that stays with the person.
std::string initials_of(std::string_view pseudonym);
int colour_of(std::string_view id);

// A phrase that is built in code, because it depends on more than a template can see. Counted ones
// name {n}.
struct CodePhrase {
    std::string_view one;
    std::string_view many;  // empty: not counted
};
// All of them, so that a test can ask every catalogue for each.
std::vector<CodePhrase> code_phrases();

// One form: binds its fields and gathers their faults for the summary.
class FormBinding {
  public:
    explicit FormBinding(Fields& out) : out_{out} {}

    // Group `name` with value, wrong, fault, limit, limit_words, used, over. `missing` is the
    // fault's words when it is empty. `extra` may add to the group.
    void field(std::string_view name, const Field& field, std::string_view anchor,
               std::string_view missing, const std::function<void(Fields&)>& extra = {});
    // Only the fault's words, and its line in the summary.
    std::string fault(const Field& field, std::string_view anchor, std::string_view missing);
    // Fields of the partial "label_fields": what may be chosen, what is, and what is wrong with it.
    void labels(const LabelChoices& choices, const std::vector<std::string>& themes,
                std::string_view district, Fault themes_fault, Fault district_fault);
    // Fields of the partial "about_oneself".
    void about(const AboutOneself& about);
    // Group faults with fault_count and fault_list; after all fields.
    void finish();

  private:
    struct Line {
        std::string anchor;
        std::string fault;
    };
    Fields& out_;
    std::vector<Line> lines_;
};

// What is said of a field left empty; they differ from form to form.
namespace missing {
inline constexpr std::string_view title = "Écrivez votre idée en une phrase.";
inline constexpr std::string_view body = "Expliquez votre idée en quelques lignes.";
inline constexpr std::string_view argument = "Écrivez votre argument.";
inline constexpr std::string_view reply = "Écrivez votre réponse.";
inline constexpr std::string_view side = "Dites de quel côté est votre argument.";
inline constexpr std::string_view source = "Donnez l’adresse de la source, ou videz ce champ.";
inline constexpr std::string_view source_title = "Dites en quelques mots ce qu’est la source.";
inline constexpr std::string_view news_title = "Dites la nouvelle en une phrase.";
inline constexpr std::string_view news_body = "Racontez en quelques lignes.";
inline constexpr std::string_view milestone_title = "Dites ce qui sera fait.";
inline constexpr std::string_view progress = "Dites où on en est, de 0 à 100.";
inline constexpr std::string_view project_title = "Donnez un nom à votre projet.";
inline constexpr std::string_view project_body = "Dites de quoi il s’agit.";
inline constexpr std::string_view level = "Choisissez ce que pèse la parole des participants.";
inline constexpr std::string_view choice = "Choisissez les avis que l’on peut donner.";
inline constexpr std::string_view phase = "Donnez un nom à cette phase, ou videz ses dates.";
inline constexpr std::string_view email = "Écrivez votre adresse e-mail.";
inline constexpr std::string_view pseudonym = "Choisissez un nom public.";
inline constexpr std::string_view own_name = "Écrivez votre nom, ou laissez vide.";
inline constexpr std::string_view charter = "Acceptez la charte pour participer.";
inline constexpr std::string_view reason = "Dites pourquoi, ou laissez vide.";
inline constexpr std::string_view change =
    "C’est le texte de la proposition : changez ce que vous voulez voir changer.";
inline constexpr std::string_view amendment_reason = "Dites pourquoi vous proposez ce changement.";
inline constexpr std::string_view refusal_reason = "Dites pourquoi vous refusez.";
inline constexpr std::string_view co_author = "Écrivez le nom public de la personne.";
inline constexpr std::string_view question = "Écrivez votre question.";
inline constexpr std::string_view said_for =
    "Dites ce qui a été dit pour, ou que personne n’a rien dit.";
inline constexpr std::string_view said_against =
    "Dites ce qui a été dit contre, ou que personne n’a rien dit.";
inline constexpr std::string_view left_open = "Dites ce qui reste ouvert, ou laissez vide.";
inline constexpr std::string_view outcome = "Choisissez ce que répond la ville.";
inline constexpr std::string_view verdict = "Dites la réponse en une phrase.";
inline constexpr std::string_view answer_body = "Écrivez ce que la ville répond.";
inline constexpr std::string_view finding = "Dites si ce critère est rempli.";
inline constexpr std::string_view criterion_reason = "Dites pourquoi, pour ce critère.";
inline constexpr std::string_view redirected_to = "Dites vers qui la proposition est réorientée.";
inline constexpr std::string_view cost = "Dites ce que cela coûte.";
inline constexpr std::string_view calendar = "Dites quand ce sera fait.";
inline constexpr std::string_view official = "Nommez la personne qui signe.";
inline constexpr std::string_view function = "Dites quelle est sa fonction.";
inline constexpr std::string_view review_word = "Dites ce qu’il faut reprendre.";
inline constexpr std::string_view step_word = "Dites en un mot où cela en est.";
inline constexpr std::string_view project = "Choisissez un projet.";
inline constexpr std::string_view other_project =
    "Ce projet n’est pas ouvert aux idées. Choisissez-en un autre, ou aucun.";
inline constexpr std::string_view other_theme =
    "Un de ces thèmes n’est plus dans la liste. Choisissez à nouveau.";
inline constexpr std::string_view other_district =
    "Ce quartier n’est plus dans la liste. Choisissez-en un autre, ou aucun.";
inline constexpr std::string_view place = "Dites où c’est, ou laissez vide.";
inline constexpr std::string_view meeting_title = "Dites de quoi l’on parlera.";
inline constexpr std::string_view meeting_date = "Choisissez un jour.";
inline constexpr std::string_view meeting_time = "Choisissez une heure.";
inline constexpr std::string_view meeting_place = "Dites où l’on se retrouve.";
inline constexpr std::string_view seats = "Écrivez un nombre de places, ou laissez vide.";
inline constexpr std::string_view agenda = "Dites de quoi l’on parlera, ou laissez vide.";
inline constexpr std::string_view minutes = "Écrivez ce qui s’est dit et décidé.";
inline constexpr std::string_view cancel_reason = "Dites pourquoi, à celles et ceux qui venaient.";
inline constexpr std::string_view words = "Choisissez ce que deviennent vos textes.";
}  // namespace missing

}  // namespace imaginons::http::pages
