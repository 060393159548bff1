// Loads a template in four steps: partials, words, addresses and icons, checks. What is left is
// plain Mustache without partials, lambdas, delimiters or unescaped fields other than _html ones,
// and only that reaches the library, whose looser habits (a string field run as a partial, silence
// about a missing field) are thereby out of reach.
#include "http/template.hpp"

#include "http/html_context.hpp"
#include "http/pages/limits.hpp"
#include "http/safe_url.hpp"

#include <algorithm>
#include <cassert>
#include <kainjow/mustache.hpp>
#include <map>
#include <optional>

namespace imaginons::http {
namespace {

using Data = kainjow::mustache::data;
using List = kainjow::mustache::basic_list<std::string>;

enum class Kind : std::uint8_t { text, html, url, flag, list, group };

struct Shape {
    std::map<std::string, Kind, std::less<>> names;
    std::map<std::string, std::shared_ptr<const Shape>, std::less<>>
        inner;  // of lists and groups; shared: shapes are copied
};

struct Scope {
    const Shape* shape;
    std::string_view section;
};

std::optional<Kind> kind_of(const std::vector<Scope>& scopes, std::string_view field,
                            const Shape** inner) {
    for (auto scope = scopes.rbegin(); scope != scopes.rend(); ++scope) {
        if (scope->shape == nullptr) {
            continue;
        }
        const auto found = scope->shape->names.find(field);
        if (found != scope->shape->names.end()) {
            const auto child = scope->shape->inner.find(field);
            *inner = child == scope->shape->inner.end() ? nullptr : child->second.get();
            return found->second;
        }
    }
    return std::nullopt;
}

void check_field(std::string_view name, const Tag& tag, Kind kind) {
    const std::string field{tag.name};
    const bool section = tag.sigil == '#' || tag.sigil == '^';
    const bool opens = kind == Kind::flag || kind == Kind::list || kind == Kind::group;
    if (section && !opens) {
        template_error(
            name, "{{" + std::string{tag.sigil} + field + "}}: a text is never absent; use a flag");
    }
    if (!section && opens) {
        template_error(name, "{{" + field + "}} cannot be shown: it is a flag, a list or a group");
    }
    const bool unescaped = tag.sigil == '{' || tag.sigil == '&';
    if (!section && unescaped != (kind == Kind::html)) {
        template_error(name, "{{" + field + "}}: {{& }} is for HTML and for nothing else");
    }
}

void check_fields(std::string_view name, std::string_view text, const Shape& shape) {
    std::vector<Scope> scopes{{&shape, {}}};
    for (auto tag = next_tag(name, text, 0); tag; tag = next_tag(name, text, tag->to)) {
        if (tag->sigil == '/') {
            if (scopes.back().section != tag->name) {
                template_error(name, "{{/" + std::string{tag->name} + "}} closes nothing");
            }
            scopes.pop_back();
            continue;
        }
        const Shape* inner = nullptr;
        const auto kind = kind_of(scopes, tag->name, &inner);
        if (!kind) {
            template_error(name, "{{" + std::string{tag->name} + "}} is not a field of this page");
        }
        check_field(name, *tag, *kind);
        if (tag->sigil == '#' || tag->sigil == '^') {
            scopes.push_back({tag->sigil == '#' ? inner : nullptr, tag->name});
        }
    }
    if (scopes.size() > 1) {
        template_error(name, "{{#" + std::string{scopes.back().section} + "}} is not closed");
    }
}
}  // namespace

// ---- Fields ----

struct Fields::Impl {
    const Catalogue* words;
    Purpose purpose;
    Data object{Data::type::object};
    Shape shape;

    void put(std::string_view name, Kind kind, Data value) {
        assert(is_field_name(name));
        if (purpose == Purpose::shape) {
            shape.names.emplace(name, kind);
        } else {
            object[std::string{name}] = std::move(value);
        }
    }
};

Fields::Fields(const Catalogue& words, Purpose purpose) : impl_{std::make_unique<Impl>()} {
    impl_->words = &words;
    impl_->purpose = purpose;
}
Fields::~Fields() = default;
Fields::Fields(Fields&&) noexcept = default;
Fields& Fields::operator=(Fields&&) noexcept = default;

const Catalogue& Fields::words() const {
    return *impl_->words;
}

bool Fields::is_shape() const {
    return impl_->purpose == Purpose::shape;
}

Fields Fields::nested() const {
    return Fields{*impl_->words, impl_->purpose};
}

void Fields::text(std::string_view name, std::string_view value) {
    impl_->put(name, Kind::text, Data{clean_utf8(value)});
}

void Fields::html(std::string_view name, const Html& value) {
    assert(name.ends_with("_html"));
    impl_->put(name, Kind::html, Data{value.str()});
}

void Fields::url(std::string_view name, std::string_view value) {
    assert(name.ends_with("_url"));
    impl_->put(name, Kind::url, Data{safe_url(value).value_or("#")});
}

void Fields::path(std::string_view name, std::string_view value) {
    url(name, value.starts_with('/') ? words().prefix() + std::string{value} : std::string{value});
}

void Fields::flag(std::string_view name, bool value) {
    impl_->put(name, Kind::flag, Data{value});
}

void Fields::number(std::string_view name, std::uint64_t value) {
    text(name, words().number(value));
    const auto forms = is_shape() ? pages::limits::plural_forms : words().plural_forms();
    const auto form = words().plural_form(value);
    for (std::size_t i = 0; i < forms; ++i) {
        flag(std::string{name} + "_p" + std::to_string(i), i == form);
    }
}

void Fields::date(std::string_view name, std::int64_t unix_ms) {
    const std::string base{name};
    text(base, unix_ms == 0 ? std::string{} : words().date(unix_ms));
    text(base + "_iso", unix_ms == 0 ? std::string{} : iso_instant(unix_ms));
    flag(base + "_known", unix_ms != 0);
}

void Fields::day(std::string_view name, std::int32_t days) {
    const std::string base{name};
    text(base, days == 0 ? std::string{} : words().day(days));
    text(base + "_iso", days == 0 ? std::string{} : iso_day(days));
    flag(base + "_known", days != 0);
}

void Fields::put_shape(std::string_view name, Fields item) {
    impl_->put(name, Kind::list, Data{});
    impl_->shape.inner[std::string{name}] =
        std::make_shared<const Shape>(std::move(item.impl_->shape));
}

void Fields::start_list(std::string_view name, std::size_t size) {
    Data list{Data::type::list};
    // The library only adds to a list by copying whole trees; the list is ours and not const, so
    // room is made in it and items are moved in by append().
    const_cast<List&>(list.list_value()).reserve(size);
    impl_->put(name, Kind::list, std::move(list));
}

void Fields::append(std::string_view name, Fields item) {
    Data& list = impl_->object[std::string{name}];
    const_cast<List&>(list.list_value()).emplace_back(std::move(item.impl_->object));
}

void Fields::put_group(std::string_view name, bool present, Fields fields) {
    if (is_shape()) {
        impl_->put(name, Kind::group, Data{});
        impl_->shape.inner[std::string{name}] =
            std::make_shared<const Shape>(std::move(fields.impl_->shape));
        return;
    }
    impl_->put(name, Kind::group, present ? std::move(fields.impl_->object) : Data{false});
}
// ---- Template ----

struct Template::Compiled {
    // render() is not const in the library, yet without partials and lambdas, which the checks
    // exclude, it changes nothing: it keeps its state in locals. So one object serves all threads
    // (a test renders from several under TSan).
    mutable kainjow::mustache::mustache page;
};

Template::Template(std::string_view name, const TemplateSources& sources, const Catalogue& words,
                   const Fields& shape) {
    const auto text = resolved_template(name, sources, words);
    check_html_context(name, text);
    check_fields(name, text, shape.impl_->shape);
    compiled_ = std::make_unique<Compiled>(Compiled{kainjow::mustache::mustache{text}});
    if (!compiled_->page.is_valid()) {
        template_error(name, compiled_->page.error_message());
    }
}
Template::~Template() = default;
Template::Template(Template&&) noexcept = default;
Template& Template::operator=(Template&&) noexcept = default;

std::string Template::render(const Fields& fields) const {
    std::string out;
    out.reserve(16'384);
    compiled_->page.render(fields.impl_->object,
                           [&out](const std::string& piece) { out += piece; });
    return out;
}

}  // namespace imaginons::http
