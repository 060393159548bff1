// What a letter about what somebody follows says: plain text in their language.
#pragma once

#include <string>
#include <vector>

#include "http/catalogue.hpp"
#include "http/mailer.hpp"
#include "http/pages/home.hpp"
#include "storage/following.hpp"

namespace imaginons::http {

struct Letter {
    std::string to;
    std::string pseudonym;
    std::string city;
    std::string origin;                  // of the site, without a slash at its end
    std::vector<pages::FeedItem> items;  // the newest, newest first; never empty
    std::uint64_t more = 0;              // that are not among them
    storage::LetterRhythm rhythm = storage::LetterRhythm::weekly;
    std::string unsubscribe_token;
};

Mail mail_of(const Letter& letter, const Catalogue& words);

}  // namespace imaginons::http
