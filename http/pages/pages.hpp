// All pages, loaded and checked at start: one function makes the HTML of each from its struct.
#pragma once

#include "http/assets.hpp"
#include "http/pages/answers.hpp"
#include "http/pages/chrome.hpp"
#include "http/pages/following.hpp"
#include "http/pages/home.hpp"
#include "http/pages/meetings.hpp"
#include "http/pages/past.hpp"
#include "http/pages/people.hpp"
#include "http/pages/project_desk.hpp"
#include "http/pages/projects.hpp"
#include "http/pages/proposals.hpp"
#include "http/pages/receipts.hpp"
#include "http/pages/search.hpp"
#include "http/pages/territory.hpp"
#include "http/pages/texts.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace imaginons::http {
class Catalogue;
}

namespace imaginons::http::pages {

// The Content-Security-Policy that every page is written for.
inline constexpr std::string_view content_security_policy =
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'";

// Immutable once made; render is safe from several threads. Loading takes about 30 ms.
class Pages {
  public:
    // With a theme, a file in it (NAME.mustache, static/NAME, po/CODE.mo) is taken instead of the
    // embedded one, and every po/CODE.mo is one more language. Throws TemplateError or
    // std::runtime_error, saying which file and why.
    explicit Pages(const std::optional<std::filesystem::path>& theme = std::nullopt);
    ~Pages();
    Pages(const Pages&) = delete;
    Pages& operator=(const Pages&) = delete;

    const Assets& assets() const;
    std::span<const Catalogue> languages() const;  // French first
    // The language of a path and the path without its prefix: "/en/feed" is {"en", "/feed"}. Views
    // into `path`.
    struct LanguagePath {
        std::string_view language;
        std::string_view path;
    };
    LanguagePath split_language(std::string_view path) const;

    std::string render(const HomePage& page, const Chrome& chrome) const;
    std::string render(const FeedPage& page, const Chrome& chrome) const;
    std::string render(const ProjectsPage& page, const Chrome& chrome) const;
    std::string render(const ProjectPage& page, const Chrome& chrome) const;
    std::string render(const ProjectForm& page, const Chrome& chrome) const;
    std::string render(const ProjectDesk& page, const Chrome& chrome) const;
    std::string render(const NewsForm& page, const Chrome& chrome) const;
    std::string render(const MilestoneForm& page, const Chrome& chrome) const;
    std::string render(const ProposalsPage& page, const Chrome& chrome) const;
    std::string render(const ProposalPage& page, const Chrome& chrome) const;
    std::string render(const ProposeForm& page, const Chrome& chrome) const;
    std::string render(const DraftsPage& page, const Chrome& chrome) const;
    std::string render(const AmendForm& page, const Chrome& chrome) const;
    std::string render(const RefusalForm& page, const Chrome& chrome) const;
    std::string render(const AuthorsPage& page, const Chrome& chrome) const;
    std::string render(const QuestionForm& page, const Chrome& chrome) const;
    std::string render(const QuestionAnswerForm& page, const Chrome& chrome) const;
    std::string render(const ConclusionForm& page, const Chrome& chrome) const;
    std::string render(const WithdrawForm& page, const Chrome& chrome) const;
    std::string render(const ArgumentForm& page, const Chrome& chrome) const;
    std::string render(const AnswerDesk& page, const Chrome& chrome) const;
    std::string render(const AnswerForm& page, const Chrome& chrome) const;
    std::string render(const QueuePage& page, const Chrome& chrome) const;
    std::string render(const MeetingPage& page, const Chrome& chrome) const;
    std::string render(const MeetingsPage& page, const Chrome& chrome) const;
    std::string render(const MeetingForm& page, const Chrome& chrome) const;
    std::string render(const MeetingTextForm& page, const Chrome& chrome) const;
    std::string render(const LabelsPage& page, const Chrome& chrome) const;
    std::string render(const LabelPage& page, const Chrome& chrome) const;
    std::string render(const InterestsPage& page, const Chrome& chrome) const;
    std::string render(const PersonPage& page, const Chrome& chrome) const;
    std::string render(const HistoryPage& page, const Chrome& chrome) const;
    std::string render(const ChangesPage& page, const Chrome& chrome) const;
    std::string render(const SigninPage& page, const Chrome& chrome) const;
    std::string render(const SentPage& page, const Chrome& chrome) const;
    std::string render(const ConfirmPage& page, const Chrome& chrome) const;
    std::string render(const JoinPage& page, const Chrome& chrome) const;
    std::string render(const AccountPage& page, const Chrome& chrome) const;
    std::string render(const FollowingPage& page, const Chrome& chrome) const;
    std::string render(const FollowsPage& page, const Chrome& chrome) const;
    std::string render(const UnsubscribePage& page, const Chrome& chrome) const;
    std::string render(const VerifyPage& page, const Chrome& chrome) const;
    std::string render(const AuditPage& page, const Chrome& chrome) const;
    std::string render(const DeleteAccountPage& page, const Chrome& chrome) const;
    std::string render(const OwnDataPage& page, const Chrome& chrome) const;
    std::string render(const OwnReceiptsPage& page, const Chrome& chrome) const;
    std::string render(const SearchPage& page, const Chrome& chrome) const;
    std::string render(const CharterPage& page, const Chrome& chrome) const;
    std::string render(const StaticPage& page, const Chrome& chrome) const;
    std::string render(const ErrorPage& page, const Chrome& chrome) const;

  private:
    struct Impl;
    template <class Page>
    std::string render_as(std::string_view name, const Page& page, const Chrome& chrome) const;

    std::unique_ptr<Impl> impl_;
};

}  // namespace imaginons::http::pages
