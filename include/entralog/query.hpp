#pragma once

#include <entralog/detail/config.hpp>
#include <entralog/error.hpp>
#include <entralog/filter.hpp>
#include <entralog/model.hpp>
#include <entralog/report.hpp>
#include <entralog/time.hpp>

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entralog
{

/// The report whose records are Ts.
template <class T>
inline constexpr report report_of = T::entralog_has_no_report_of_this_type;
template <>
inline constexpr report report_of<sign_in> = report::sign_ins;
template <>
inline constexpr report report_of<directory_audit> = report::directory_audits;
template <>
inline constexpr report report_of<custom_security_attribute_audit> = report::custom_security_attribute_audits;
template <>
inline constexpr report report_of<provisioning_object_summary> = report::provisioning;

/// OData system query options, as text: unencoded, and not yet checked.
struct query_options
{
    query_options() = default;

    std::string filter;              ///< $filter: "status/errorCode ne 0"
    std::string order_by;            ///< $orderby: "createdDateTime desc"
    std::vector<std::string> select; ///< $select: names of properties
    std::optional<std::size_t> top;  ///< $top: the size of a page, from 1 to the report's maximum
    std::string skip_token;          ///< $skiptoken
    std::optional<timestamp> since;  ///< adds to the filter: records of this moment or later
    std::optional<timestamp> until;  ///< adds to the filter: records before this moment
    detail::undocumented_in unfit;   ///< of a typed filter: what in it a version does not document
};

/// The $filter that `options` come to: its text, `since` and `until` on the report's own timestamp property.
ENTRALOG_DECL std::string filter_of(report r, query_options const& options);

/// "?$filter=...&$top=...", percent-encoded (RFC 3986), or nothing. errc::invalid_argument names the option at fault.
ENTRALOG_DECL result<std::string> encode_query(report r, query_options const& options);

/// Percent-encodes all but RFC 3986's unreserved characters and those of `keep`: no line break, no delimiter gets
/// through.
ENTRALOG_DECL std::string percent_encode(std::string_view text, std::string_view keep = {});

namespace detail
{

/// The same, appended: of a secret, no copy is left behind when `out` has room.
ENTRALOG_DECL void append_percent_encoded(std::string& out, std::string_view text, std::string_view keep = {});

} // namespace detail

/// The kinds of sign-in: signIn's signInEventTypes, of which the service gives only interactive ones unless asked.
enum class sign_in_event_type
{
    interactive_user,
    non_interactive_user,
    service_principal,
    managed_identity
};
template <>
inline constexpr auto member_names<sign_in_event_type> = std::to_array<std::string_view>(
    {"interactiveUser", "nonInteractiveUser", "servicePrincipal", "managedIdentity"});

enum class direction
{
    ascending,
    descending
};

namespace detail
{

/// What the description of T calls a member.
template <class T, class Member, class... P>
std::string name_of_member(Member T::*member, property_list<P...>)
{
    std::string name;
    auto const take = [&]<class Property>(Property)
    {
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(Property::member)>, Member T::*>)
            if (Property::member == member)
                name = Property::name;
    };
    (take(P()), ...);
    return name;
}

/// signInEventTypes/any(t:t eq 'a' or t eq 'b')
ENTRALOG_DECL std::string event_types_filter(std::initializer_list<sign_in_event_type> types);

} // namespace detail

/// Which records of a report to ask for, and how.
template <class T>
class query
{
public:
    query() = default;
    explicit query(query_options options)
        : options_(std::move(options))
    {
    }

    /// $filter, as OData text. Asked for twice, both must hold; an empty one changes nothing.
    query& where(std::string filter)
    {
        if (options_.filter.empty())
            options_.filter = std::move(filter);
        else if (!filter.empty())
            options_.filter = "(" + options_.filter + ") and (" + filter + ")";
        return *this;
    }
    /// A typed filter: query.where(fields::sign_in::app_id == "...").
    query& where(filter<T> const& f)
    {
        options_.unfit = options_.unfit | f.unfit();
        return where(f.text());
    }
    /// Sign-ins of these kinds. v1.0 has only interactive ones: errc::not_in_version for any other.
    query& event_types(std::initializer_list<sign_in_event_type> types) requires std::is_same_v<T, sign_in>
    {
        if (types.size() == 1 && *types.begin() == sign_in_event_type::interactive_user)
            return *this; // what both versions give by themselves
        options_.unfit = options_.unfit | detail::undocumented_in{{}, "signInEventTypes"};
        return where(detail::event_types_filter(types));
    }
    /// By a field of the report; called again, by that one next.
    template <detail::a_field F>
    query& order_by(F, direction d = direction::ascending)
    {
        detail::require_own_order<T, typename F::record_type>();
        F::template exists<>();
        options_.order_by.append(options_.order_by.empty() ? "" : ",").append(F::path);
        if (d == direction::descending)
            options_.order_by += " desc";
        return *this;
    }
    /// $orderby as OData text.
    query& order_by(std::string properties)
    {
        options_.order_by = std::move(properties);
        return *this;
    }
    query& select(std::vector<std::string> properties)
    {
        options_.select = std::move(properties);
        return *this;
    }
    /// Only these members: query.select(&sign_in::id, &sign_in::status). The others of a record then are absent: see
    /// additional_data::present.
    template <class... Members>
    query& select(Members T::*... members)
    {
        options_.select = {detail::name_of_member<T>(members, typename description<T>::properties())...};
        return *this;
    }
    /// Records in a page, checked by the compiler against the report's maximum.
    template <std::size_t PageSize>
    query& top()
    {
        static_assert(PageSize >= 1 && PageSize <= info(report_of<T>).maximum_page_size,
            "$top must be between 1 and the report's maximum: see report_info::maximum_page_size");
        return top(PageSize);
    }
    /// Records in a page, not in all. The default and maximum of signIns is 1000, of customSecurityAttributeAudits 100.
    query& top(std::size_t page_size)
    {
        options_.top = page_size;
        return *this;
    }
    query& skip_token(std::string token)
    {
        options_.skip_token = std::move(token);
        return *this;
    }
    query& since(timestamp t)
    {
        options_.since = t;
        return *this;
    }
    query& until(timestamp t)
    {
        options_.until = t;
        return *this;
    }

    query_options const& options() const noexcept { return options_; }

private:
    query_options options_;
};

} // namespace entralog

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/query.ipp>
#endif
