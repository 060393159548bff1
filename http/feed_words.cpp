// The kinds of lines in words that stand before a title.
#include "http/feed_words.hpp"

namespace imaginons::http {

std::string feed_author(const pages::FeedItem& item, std::string_view city,
                        std::string_view language) {
    if (!item.who.pseudonym.empty()) return item.who.pseudonym;
    if (!item.who.gone) return std::string(city);
    return language == "fr" ? "Personne qui a supprimé son compte"
                            : "Somebody who deleted their account";
}

std::string feed_title(const pages::FeedItem& item, std::string_view language) {
    using Kind = pages::FeedKind;
    const bool french = language == "fr";
    std::string_view words;
    switch (item.kind) {
        case Kind::project_opened: words = french ? "Projet ouvert" : "Project opened"; break;
        case Kind::project_changed: words = french ? "Projet modifié" : "Project changed"; break;
        case Kind::phase_moved: words = french ? "Nouvelle étape" : "New phase"; break;
        case Kind::news_published: words = french ? "Nouvelle" : "News"; break;
        case Kind::milestone_set: words = french ? "Jalon" : "Milestone"; break;
        case Kind::milestone_reached: words = french ? "Jalon atteint" : "Milestone reached"; break;
        case Kind::proposal_submitted: words = french ? "Proposition" : "Proposal"; break;
        case Kind::proposal_edited:
            words = french ? "Proposition modifiée" : "Proposal edited";
            break;
        case Kind::proposal_withdrawn:
            words = french ? "Proposition retirée" : "Proposal withdrawn";
            break;
        case Kind::amendment_submitted: words = french ? "Amendement" : "Amendment"; break;
        case Kind::co_author_invited:
            words = french ? "Invitation à signer" : "Invitation to sign";
            break;
        case Kind::co_author_accepted: words = french ? "Nouvelle signature" : "New author"; break;
        case Kind::amendment_accepted:
            words = french ? "Amendement accepté" : "Amendment accepted";
            break;
        case Kind::amendment_refused:
            words = french ? "Amendement refusé" : "Amendment refused";
            break;
        case Kind::question_asked:
            words = french ? "Question à la ville" : "Question to the city";
            break;
        case Kind::question_answered:
            words = french ? "La ville répond à une question" : "The city answers a question";
            break;
        case Kind::conclusion_published:
            words = french ? "Conclusion d’un débat" : "Conclusion of a debate";
            break;
        case Kind::statement_added: words = french ? "Affirmation" : "Statement"; break;
        case Kind::argument_added: words = french ? "Argument" : "Argument"; break;
        case Kind::person_joined: words = french ? "Arrivée" : "Joined"; break;
        case Kind::charter_published: words = french ? "Charte" : "Charter"; break;
        case Kind::proposal_under_review:
            words = french ? "Proposition à l’étude" : "Proposal under review";
            break;
        case Kind::info_requested:
            words = french ? "Précisions demandées" : "Details asked for";
            break;
        case Kind::proposal_accepted:
            words = french ? "Proposition acceptée" : "Proposal accepted";
            break;
        case Kind::proposal_redirected:
            words = french ? "Proposition réorientée" : "Proposal redirected";
            break;
        case Kind::proposal_refused:
            words = french ? "Proposition refusée" : "Proposal refused";
            break;
        case Kind::proposal_in_progress:
            words = french ? "En cours de réalisation" : "Being carried out";
            break;
        case Kind::proposal_done: words = french ? "Réalisée" : "Carried out"; break;
        case Kind::proposal_taken_up:
            words = french ? "Reprise dans un projet" : "Taken up in a project";
            break;
        case Kind::meeting_announced: words = french ? "Rencontre" : "Meeting"; break;
        case Kind::meeting_changed:
            words = french ? "Rencontre modifiée" : "Meeting changed";
            break;
        case Kind::meeting_cancelled:
            words = french ? "Rencontre annulée" : "Meeting cancelled";
            break;
        case Kind::minutes_published: words = french ? "Compte rendu" : "Minutes"; break;
        case Kind::log_continued:
            words = french ? "Registre repris d’une sauvegarde" : "Register resumed from a backup";
            break;
    }
    return std::string(words) + (french ? " : " : ": ") + item.title;
}

}  // namespace imaginons::http
