// Posts of the site's own forms: who may send them, their fields, and what becomes of an answer of
// the write side. The forms themselves are the pages'.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "commands/engine.hpp"
#include "http/app.hpp"
#include "http/pages/common.hpp"
#include "http/query.hpp"

namespace imaginons::http {

// A form that this site's page has sent, or why it is not taken.
class PostedForm {
  public:
    // Of somebody signed in: the session's token must be in it. `next`: where to go on to if nobody
    // is signed in.
    static PostedForm of_session(const Visit& visit, std::string_view next);
    // Of a page that needs nobody to be signed in.
    static PostedForm of_visitor(const Visit& visit);

    const std::optional<Response>& refused() const { return refused_; }
    // Line ends as LF; empty if absent.
    std::string text(std::string_view name) const;
    // Every value of that name, in order.
    std::vector<std::string> texts(std::string_view name) const;
    // All of them, as text() gives them.
    std::vector<std::pair<std::string, std::string>> fields() const;
    bool has(std::string_view name) const { return form_.find(name).has_value(); }
    // The idempotency key: a second press of the button gets the first outcome.
    std::string request_id() const { return text("request_id"); }

  private:
    static PostedForm read(const Visit& visit);
    Form form_;
    std::optional<Response> refused_;
};

// The browser says that the post comes from a page of this site (Fetch Metadata, or Origin).
// Silence is taken for old age.
bool comes_from_here(const Visit& visit);

// The version that a hidden field of that name says was seen; 0 if it says none.
std::uint32_t version_in(const PostedForm& posted, std::string_view name = "version");

// What a page can say beside a field; `none` if the refusal is not about what stands in a field.
pages::Fault fault_of(commands::RefusalCode code);

// The answer to a refusal that is not about a field: another page, or a way on. `back` is the path
// of the object.
Response refusal_page(const Visit& visit, const commands::Refusal& refusal, std::string_view back);

// Ends the work of a form: 303 to where `path` says, with the position in ?done=; or the page of a
// refusal. `again`, which may be empty, shows the form with what was typed; it gets refusals that
// are about a field.
Response form_answer(const Visit& visit, const commands::Answer* answer, std::string_view back,
                     const std::function<std::string(const commands::Outcome&)>& path,
                     const std::function<Response(const commands::Refusal&)>& again);

// Whether nothing is left of a text when what surrounds it is taken away, or too much is there.
void check_text(pages::Field& field, std::size_t limit);

}  // namespace imaginons::http
