// Lines stay under RFC 5322's 998 bytes: titles and excerpts are cut.
#include "http/letter_text.hpp"

#include "http/app_limits.hpp"
#include "http/feed_words.hpp"

namespace imaginons::http {

namespace {

std::string replaced(std::string text, std::string_view what, std::string_view with) {
    const std::size_t at = text.find(what);
    if (at != std::string::npos) text.replace(at, what.size(), with);
    return text;
}

// A title is no Markdown; what would make the line too long is cut between characters.
std::string one_line(std::string text) {
    for (char& c : text) {
        if (static_cast<unsigned char>(c) < ' ') c = ' ';
    }
    if (text.size() <= limits::letter_line_bytes) return text;
    std::size_t end = limits::letter_line_bytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    return text.substr(0, end) + " …";
}

std::string rhythm_words(const Catalogue& words, storage::LetterRhythm rhythm) {
    switch (rhythm) {
        case storage::LetterRhythm::immediately:
            return words.text("Vous recevez ces nouvelles dès que quelque chose arrive.");
        case storage::LetterRhythm::daily:
            return words.text("Vous recevez ces nouvelles une fois par jour au plus.");
        case storage::LetterRhythm::never:
        case storage::LetterRhythm::weekly: break;
    }
    return words.text("Vous recevez ces nouvelles une fois par semaine au plus.");
}

std::string item_text(const Letter& letter, const Catalogue& words, const pages::FeedItem& item,
                      const std::string& site) {
    pages::FeedItem shown = item;
    if (shown.title.empty()) shown.title = words.text("Texte effacé");
    std::string out = "* " + one_line(feed_title(shown, words.code())) + "\n  " +
                      one_line(feed_author(shown, letter.city, words.code())) + ", " +
                      words.date(item.at) + "\n";
    if (!item.excerpt.empty()) out += "  " + one_line(item.excerpt) + "\n";
    return out + "  " + site + item.path + "\n\n";
}

}  // namespace

Mail mail_of(const Letter& letter, const Catalogue& words) {
    const std::string site = letter.origin + words.prefix();
    const std::uint64_t count = letter.items.size() + letter.more;
    const auto counted = [&](std::string_view one, std::string_view many, std::uint64_t n) {
        return replaced(words.plural(one, many, n), "{n}", words.number(n));
    };
    Mail mail;
    mail.to = letter.to;
    mail.unsubscribe_url = site + "/unsubscribe?token=" + letter.unsubscribe_token;
    mail.subject = replaced(
        counted("Imaginons {city} : {n} nouvelle", "Imaginons {city} : {n} nouvelles", count),
        "{city}", letter.city);
    mail.text = replaced(words.text("Bonjour {name},"), "{name}", letter.pseudonym) + "\n\n" +
                words.text("Voici ce qui a changé dans ce que vous suivez.") + "\n\n";
    for (const pages::FeedItem& item : letter.items)
        mail.text += item_text(letter, words, item, site);
    if (letter.more != 0) {
        mail.text += counted("Et {n} autre nouvelle dans votre fil :",
                             "Et {n} autres nouvelles dans votre fil :", letter.more) +
                     "\n" + site + "/following\n\n";
    }
    mail.text += "--\n" + rhythm_words(words, letter.rhythm) + "\n" +
                 words.text("Pour changer de rythme, ou de suivis :") + "\n" + site +
                 "/account/following\n" + words.text("Pour ne plus rien recevoir :") + "\n" +
                 mail.unsubscribe_url + "\n";
    return mail;
}

}  // namespace imaginons::http
