// Loads every template in every language and renders structs through them.
#include "http/pages/pages.hpp"

#include "http/catalogue.hpp"
#include "http/pages/binding.hpp"
#include "http/pages/subjects.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>

namespace imaginons::http::pages {
namespace {

using Path = std::filesystem::path;

std::string read_file(const Path& path) {
    std::ifstream in{path, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{}};
    if (!in) {
        throw std::runtime_error("cannot read " + path.string());
    }
    return text;
}

std::string template_text(const std::optional<Path>& theme, std::string_view name) {
    const auto file = std::string{name} + ".mustache";
    if (theme && std::filesystem::exists(*theme / file)) {
        return read_file(*theme / file);
    }
    const auto* embedded = embedded_file("pages/" + file);
    if (embedded == nullptr) {
        throw TemplateError("there is no template " + std::string{name});
    }
    return std::string{embedded->bytes};
}

bool is_language_code(std::string_view code) {
    return code.size() >= 2 && code.size() <= 3 &&
           std::ranges::all_of(code, [](char c) { return c >= 'a' && c <= 'z'; });
}

std::vector<Catalogue> load_languages(const std::optional<Path>& theme) {
    std::map<std::string, std::string> mo;  // by code, so that the order is the same everywhere
    mo["en"] = std::string{embedded_file("po/en.mo")->bytes};
    if (theme && std::filesystem::is_directory(*theme / "po")) {
        for (const auto& entry : std::filesystem::directory_iterator{*theme / "po"}) {
            const auto code = entry.path().stem().string();
            if (entry.path().extension() == ".mo" && is_language_code(code) && code != "fr") {
                mo[code] = read_file(entry.path());
            }
        }
    }
    std::vector<Catalogue> languages{Catalogue::french()};
    for (const auto& [code, bytes] : mo) {
        languages.push_back(Catalogue::from_mo(code, bytes));
    }
    return languages;
}

// The name of a page's template, and its binding; what depends on the value is decided here.
constexpr std::string_view static_templates[] = {
    "static_accessibility", "static_privacy", "static_legal", "sitemap",
    "account_deleted",      "account_closed", "account_data"};

template <class Page>
void bind_page(Fields& out, const Page& page, const Chrome&) {
    bind(out, page);
}
void bind_page(Fields& out, const ProposalPage& page, const Chrome& chrome) {
    bind(out, page, !chrome.pseudonym.empty());
}

}  // namespace

struct Pages::Impl {
    Assets assets;
    std::vector<Catalogue> languages;
    std::map<std::string, Template, std::less<>> templates;  // "fr/home"

    explicit Impl(const std::optional<Path>& theme)
        : assets{theme}, languages{load_languages(theme)} {
        const TemplateSources sources{
            .partial = [&](std::string_view name) { return template_text(theme, name); },
            .asset_url = [this](std::string_view name) { return assets.url(name); },
            .icon = [this](std::string_view id) { return assets.icon(id); },
        };
        for (const Catalogue& words : languages) {
            load<HomePage>("home", sources, words);
            load<FeedPage>("feed", sources, words);
            load<ProjectsPage>("projects", sources, words);
            load<ProjectPage>("project", sources, words);
            load<ProjectForm>("open_project", sources, words);
            load<ProjectDesk>("project_desk", sources, words);
            load<NewsForm>("news_form", sources, words);
            load<MilestoneForm>("milestone_form", sources, words);
            load<ProposalsPage>("proposals", sources, words);
            load<ProposalPage>("proposal", sources, words);
            load<ProposeForm>("propose", sources, words);
            load<WithdrawForm>("withdraw", sources, words);
            load<DraftsPage>("drafts", sources, words);
            load<AmendForm>("amend", sources, words);
            load<RefusalForm>("refuse_amendment", sources, words);
            load<AuthorsPage>("authors", sources, words);
            load<QuestionForm>("ask_question", sources, words);
            load<QuestionAnswerForm>("answer_question", sources, words);
            load<ConclusionForm>("conclude", sources, words);
            load<ArgumentForm>("argument_form", sources, words);
            load<AnswerDesk>("answer_desk", sources, words);
            load<AnswerForm>("answer_form", sources, words);
            load<QueuePage>("queue", sources, words);
            load<MeetingPage>("meeting", sources, words);
            load<MeetingsPage>("meetings", sources, words);
            load<MeetingForm>("meeting_form", sources, words);
            load<MeetingTextForm>("meeting_text", sources, words);
            load<LabelsPage>("labels", sources, words);
            load<LabelPage>("label", sources, words);
            load<InterestsPage>("interests", sources, words);
            load<PersonPage>("person", sources, words);
            load<HistoryPage>("history", sources, words);
            load<ChangesPage>("changes", sources, words);
            load<SigninPage>("signin", sources, words);
            load<SentPage>("sent", sources, words);
            load<ConfirmPage>("confirm", sources, words);
            load<JoinPage>("join", sources, words);
            load<AccountPage>("account", sources, words);
            load<FollowingPage>("following", sources, words);
            load<FollowsPage>("follows", sources, words);
            load<UnsubscribePage>("unsubscribe", sources, words);
            load<VerifyPage>("verify", sources, words);
            load<AuditPage>("audit", sources, words);
            load<DeleteAccountPage>("delete_account", sources, words);
            load<OwnDataPage>("own_data", sources, words);
            load<OwnReceiptsPage>("own_receipts", sources, words);
            load<SearchPage>("search", sources, words);
            load<CharterPage>("charter", sources, words);
            load<ErrorPage>("error", sources, words);
            for (const auto name : static_templates) {
                load<StaticPage>(name, sources, words);
            }
        }
    }

    template <class Page>
    void load(std::string_view name, const TemplateSources& sources, const Catalogue& words) {
        Fields shape{words, Fields::Purpose::shape};
        const Chrome chrome;
        bind_chrome(shape, chrome, languages);
        bind_page(shape, Page{}, chrome);
        templates.emplace(words.code() + "/" + std::string{name},
                          Template{name, sources, words, shape});
    }

    const Catalogue& language(std::string_view code) const {
        const auto found = std::ranges::find(languages, code, &Catalogue::code);
        return found == languages.end() ? languages.front() : *found;
    }
};

Pages::Pages(const std::optional<Path>& theme) : impl_{std::make_unique<Impl>(theme)} {}
Pages::~Pages() = default;

const Assets& Pages::assets() const {
    return impl_->assets;
}

std::span<const Catalogue> Pages::languages() const {
    return impl_->languages;
}

Pages::LanguagePath Pages::split_language(std::string_view path) const {
    for (const Catalogue& words : impl_->languages) {
        const auto& prefix = words.prefix();
        if (prefix.empty() || !path.starts_with(prefix)) {
            continue;
        }
        const auto rest = path.substr(prefix.size());
        if (rest.empty()) {
            return {words.code(), "/"};
        }
        if (rest.front() == '/') {
            return {words.code(), rest};
        }
    }
    return {impl_->languages.front().code(), path};
}

template <class Page>
std::string Pages::render_as(std::string_view name, const Page& page, const Chrome& chrome) const {
    const Catalogue& words = impl_->language(chrome.language);
    Fields fields{words};
    bind_chrome(fields, chrome, impl_->languages);
    bind_page(fields, page, chrome);
    return impl_->templates.find(words.code() + "/" + std::string{name})->second.render(fields);
}

std::string Pages::render(const HomePage& page, const Chrome& chrome) const {
    return render_as("home", page, chrome);
}
std::string Pages::render(const FeedPage& page, const Chrome& chrome) const {
    return render_as("feed", page, chrome);
}
std::string Pages::render(const ProjectsPage& page, const Chrome& chrome) const {
    return render_as("projects", page, chrome);
}
std::string Pages::render(const ProjectPage& page, const Chrome& chrome) const {
    return render_as("project", page, chrome);
}
std::string Pages::render(const ProjectForm& page, const Chrome& chrome) const {
    return render_as("open_project", page, chrome);
}
std::string Pages::render(const ProjectDesk& page, const Chrome& chrome) const {
    return render_as("project_desk", page, chrome);
}
std::string Pages::render(const NewsForm& page, const Chrome& chrome) const {
    return render_as("news_form", page, chrome);
}
std::string Pages::render(const MilestoneForm& page, const Chrome& chrome) const {
    return render_as("milestone_form", page, chrome);
}
std::string Pages::render(const ProposalsPage& page, const Chrome& chrome) const {
    return render_as("proposals", page, chrome);
}
std::string Pages::render(const ProposalPage& page, const Chrome& chrome) const {
    return render_as("proposal", page, chrome);
}
std::string Pages::render(const ProposeForm& page, const Chrome& chrome) const {
    return render_as("propose", page, chrome);
}
std::string Pages::render(const WithdrawForm& page, const Chrome& chrome) const {
    return render_as("withdraw", page, chrome);
}
std::string Pages::render(const AmendForm& page, const Chrome& chrome) const {
    return render_as("amend", page, chrome);
}
std::string Pages::render(const RefusalForm& page, const Chrome& chrome) const {
    return render_as("refuse_amendment", page, chrome);
}
std::string Pages::render(const AuthorsPage& page, const Chrome& chrome) const {
    return render_as("authors", page, chrome);
}
std::string Pages::render(const QuestionForm& page, const Chrome& chrome) const {
    return render_as("ask_question", page, chrome);
}
std::string Pages::render(const QuestionAnswerForm& page, const Chrome& chrome) const {
    return render_as("answer_question", page, chrome);
}
std::string Pages::render(const ConclusionForm& page, const Chrome& chrome) const {
    return render_as("conclude", page, chrome);
}
std::string Pages::render(const DraftsPage& page, const Chrome& chrome) const {
    return render_as("drafts", page, chrome);
}
std::string Pages::render(const ArgumentForm& page, const Chrome& chrome) const {
    return render_as("argument_form", page, chrome);
}
std::string Pages::render(const AnswerDesk& page, const Chrome& chrome) const {
    return render_as("answer_desk", page, chrome);
}
std::string Pages::render(const AnswerForm& page, const Chrome& chrome) const {
    return render_as("answer_form", page, chrome);
}
std::string Pages::render(const QueuePage& page, const Chrome& chrome) const {
    return render_as("queue", page, chrome);
}
std::string Pages::render(const MeetingPage& page, const Chrome& chrome) const {
    return render_as("meeting", page, chrome);
}
std::string Pages::render(const MeetingsPage& page, const Chrome& chrome) const {
    return render_as("meetings", page, chrome);
}
std::string Pages::render(const MeetingForm& page, const Chrome& chrome) const {
    return render_as("meeting_form", page, chrome);
}
std::string Pages::render(const MeetingTextForm& page, const Chrome& chrome) const {
    return render_as("meeting_text", page, chrome);
}
std::string Pages::render(const LabelsPage& page, const Chrome& chrome) const {
    return render_as("labels", page, chrome);
}
std::string Pages::render(const LabelPage& page, const Chrome& chrome) const {
    return render_as("label", page, chrome);
}
std::string Pages::render(const InterestsPage& page, const Chrome& chrome) const {
    return render_as("interests", page, chrome);
}
std::string Pages::render(const PersonPage& page, const Chrome& chrome) const {
    return render_as("person", page, chrome);
}
std::string Pages::render(const HistoryPage& page, const Chrome& chrome) const {
    return render_as("history", page, chrome);
}
std::string Pages::render(const ChangesPage& page, const Chrome& chrome) const {
    return render_as("changes", page, chrome);
}
std::string Pages::render(const SigninPage& page, const Chrome& chrome) const {
    return render_as("signin", page, chrome);
}
std::string Pages::render(const SentPage& page, const Chrome& chrome) const {
    return render_as("sent", page, chrome);
}
std::string Pages::render(const ConfirmPage& page, const Chrome& chrome) const {
    return render_as("confirm", page, chrome);
}
std::string Pages::render(const JoinPage& page, const Chrome& chrome) const {
    return render_as("join", page, chrome);
}
std::string Pages::render(const AccountPage& page, const Chrome& chrome) const {
    return render_as("account", page, chrome);
}
std::string Pages::render(const FollowingPage& page, const Chrome& chrome) const {
    return render_as("following", page, chrome);
}
std::string Pages::render(const FollowsPage& page, const Chrome& chrome) const {
    return render_as("follows", page, chrome);
}
std::string Pages::render(const UnsubscribePage& page, const Chrome& chrome) const {
    return render_as("unsubscribe", page, chrome);
}
std::string Pages::render(const VerifyPage& page, const Chrome& chrome) const {
    return render_as("verify", page, chrome);
}
std::string Pages::render(const AuditPage& page, const Chrome& chrome) const {
    return render_as("audit", page, chrome);
}
std::string Pages::render(const DeleteAccountPage& page, const Chrome& chrome) const {
    return render_as("delete_account", page, chrome);
}
std::string Pages::render(const OwnDataPage& page, const Chrome& chrome) const {
    return render_as("own_data", page, chrome);
}
std::string Pages::render(const OwnReceiptsPage& page, const Chrome& chrome) const {
    return render_as("own_receipts", page, chrome);
}
std::string Pages::render(const SearchPage& page, const Chrome& chrome) const {
    return render_as("search", page, chrome);
}
std::string Pages::render(const CharterPage& page, const Chrome& chrome) const {
    return render_as("charter", page, chrome);
}
std::string Pages::render(const StaticPage& page, const Chrome& chrome) const {
    return render_as(static_templates[static_cast<std::size_t>(page.text)], page, chrome);
}
std::string Pages::render(const ErrorPage& page, const Chrome& chrome) const {
    return render_as("error", page, chrome);
}

}  // namespace imaginons::http::pages
