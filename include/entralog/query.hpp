#pragma once

#include <entralog/detail/config.hpp>
#include <entralog/error.hpp>
#include <entralog/model.hpp>
#include <entralog/report.hpp>
#include <entralog/time.hpp>

#include <cstddef>
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
};

/// The $filter that `options` come to: its text, `since` and `until` on the report's own timestamp property.
ENTRALOG_DECL std::string filter_of(report r, query_options const& options);

/// "?$filter=...&$top=...", percent-encoded (RFC 3986), or nothing. errc::invalid_argument names the option at fault.
ENTRALOG_DECL result<std::string> encode_query(report r, query_options const& options);

/// Percent-encodes all but RFC 3986's unreserved characters and those of `keep`: no line break, no delimiter gets
/// through.
ENTRALOG_DECL std::string percent_encode(std::string_view text, std::string_view keep = {});

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
