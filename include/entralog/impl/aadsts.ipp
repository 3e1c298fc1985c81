#pragma once

#include <entralog/detail/aadsts.hpp>

#include <algorithm>
#include <iterator>

namespace entralog::detail
{

inline constexpr std::string_view make_new_secret =
    "Make a new one in the Microsoft Entra admin center: App registrations > your app > Certificates & secrets.";
inline constexpr std::string_view copy_secret =
    "Use the secret's value, not its id: Microsoft Entra admin center > App registrations > your app > Certificates & "
    "secrets. The value is shown only when the secret is made.";
inline constexpr std::string_view choose_cloud = "Choose the tenant's cloud in client_options.";
inline constexpr std::string_view check_client_id =
    "Check the client id and the tenant, and that an administrator has consented to the application there.";
inline constexpr std::string_view check_tenant =
    "Check the tenant's id or domain, and that it belongs to this national cloud.";
inline constexpr std::string_view check_scope =
    "The scope must be the Graph endpoint of the same national cloud, followed by /.default.";
inline constexpr std::string_view register_certificate =
    "Upload the certificate in the Microsoft Entra admin center: App registrations > your app > Certificates & "
    "secrets > Certificates; check that the client id is that application's.";
inline constexpr std::string_view check_federation =
    "Compare the token's iss, sub and aud with the application's federated credential, letter by letter: App "
    "registrations > your app > Certificates & secrets > Federated credentials.";
inline constexpr std::string_view grant_consent =
    "Grant admin consent in the Microsoft Entra admin center: App registrations > your app > API permissions.";
inline constexpr std::string_view sign_in_again = "Sign in again.";
inline constexpr std::string_view it_passes = "It passes by itself.";

inline constexpr aadsts_meaning aadsts_meanings[] = {
    {16000, "The user cannot be chosen without a person.", sign_in_again, false},
    {50020, "The user's account is of another tenant.", "Sign in with an account of this tenant, or invite it.", false},
    {50027, "The assertion is not a well-formed token.", "Pass the assertion alone: a signed JWT.", false},
    {50033, "A server behind the sign-in failed for the moment.", it_passes, true},
    {50034, "The tenant has no such user.", "Check the user's name and the tenant.", false},
    {50053, "The user's account is locked, or its address is blocked.", "Wait, then sign in again.", false},
    {50055, "The user's password has expired.", "Change the password, then sign in again.", false},
    {50057, "The user's account is disabled.", "Enable it in the Microsoft Entra admin center: Users.", false},
    {50059, "The request does not say which tenant it is about.", check_tenant, false},
    {50076, "A Conditional Access policy asks for multifactor authentication.", sign_in_again, false},
    {50078, "The multifactor authentication of the sign-in has expired.", sign_in_again, false},
    {50079, "The user must register for multifactor authentication.", sign_in_again, false},
    {50087, "The service for multifactor authentication failed for the moment.", it_passes, true},
    {50105, "The user is not assigned to the application.",
        "Assign the user in the Microsoft Entra admin center: Enterprise applications > your app > Users and groups.",
        false},
    {50126, "The user's name or password is wrong.", sign_in_again, false},
    {50128, "There is no tenant of that domain.", check_tenant, false},
    {50158, "Another sign-in step outside of Microsoft Entra is wanted.", sign_in_again, false},
    {50173, "The refresh token was revoked, as by a change of the password.", sign_in_again, false},
    {50194, "The application is of one tenant only.", "Name the tenant's id or domain, not organizations.", false},
    // The service stopped a loop of the same request: to go on would be to go on with the loop.
    {50196, "The service sees the same request in a loop.", "Wait some minutes; make tokens less often.", false},
    {53000, "A Conditional Access policy wants a compliant device.", "Sign in on one.", false},
    {53001, "A Conditional Access policy wants a domain-joined device.", "Sign in on one.", false},
    {53003, "A Conditional Access policy blocks this application.",
        "The sign-in logs of the tenant (service principal sign-ins) name the policy: include this network's address, "
        "or exclude the application.",
        false},
    {65001, "Nobody has consented to the application's permissions.", grant_consent, false},
    {65004, "The user declined to consent.", grant_consent, false},
    {70000, "The grant is invalid or was revoked.", sign_in_again, false},
    {70001, "The tenant has no application with this client id, or it is disabled there.", check_client_id, false},
    {70002, "The client secret is wrong.", copy_secret, false},
    {70008, "The refresh token or the code has expired.", sign_in_again, false},
    {70011, "The scope is invalid.", check_scope, false},
    {70012, "A server failed while it signed in a personal account.", it_passes, true},
    {70018, "The code that was typed in is wrong or has expired.", sign_in_again, false},
    {70019, "The code that was typed in has expired.", sign_in_again, false},
    {70020, "The device code has expired.", sign_in_again, false},
    {70021, "No federated credential of the application matches the token.", check_federation, false},
    {70043, "The refresh token has expired: a policy limits how long a sign-in lasts.", sign_in_again, false},
    {90002, "The tenant does not exist, or has no subscription.", check_tenant, false},
    {90006, "A server behind the token endpoint failed.", it_passes, true},
    {90012, "A server behind the token endpoint took too long.", it_passes, true},
    {90013, "An input of the request is invalid.", check_client_id, false},
    {90014, "A field is missing in the request.", check_client_id, false},
    {90019, "The request does not say which tenant it is about.", check_tenant, false},
    {90024, "The tenant's budget of requests is used up for the moment.", it_passes, true},
    {90033, "The directory is not available for the moment.", it_passes, true},
    {90038, "The tenant is of another national cloud.", choose_cloud, false},
    {90055, "The tenant is throttled: too many requests.", it_passes, true},
    {90072, "The user's account does not exist in this tenant.", "Sign in with an account of this tenant.", false},
    {90090, "A server behind the token endpoint is not available for the moment.", it_passes, true},
    {90091, "The directory cannot be reached for the moment.", it_passes, true},
    {90094, "Only an administrator may consent to the application's permissions.", grant_consent, false},
    {90095, "An administrator must consent to the application first.", grant_consent, false},
    {500011, "The tenant does not know the resource of the scope.", check_scope, false},
    {500014, "The resource is disabled in this tenant.", "Enable it under Enterprise applications.", false},
    {530003, "A Conditional Access policy wants a managed device.", "Sign in on one.", false},
    {530032, "A security policy of the tenant blocks the sign-in.", "Ask the tenant's administrator.", false},
    {650052, "The tenant has no subscription to, or no consent for, the resource.", grant_consent, false},
    {650056, "The application has no permissions for the resource, or nobody has consented to them.", grant_consent,
        false},
    {650057, "The resource is not among the application's permissions.", grant_consent, false},
    {700003, "The device of the sign-in was not found.", sign_in_again, false},
    {700011, "The tenant has no application with this client id.", check_client_id, false},
    {700016, "The tenant has no application with this client id.", check_client_id, false},
    {700021, "The assertion is of another application.", "The issuer of the assertion must be the client id.", false},
    {700022, "The scope names several resources.", "Ask for one: the Graph endpoint, followed by /.default.", false},
    // Documented as InvalidResourcelessScope; the service also says it of an assertion's audience.
    {700023, "The scope names no resource, or the assertion is for another audience.",
        "The scope must be the Graph endpoint, followed by /.default; an assertion's aud must be the token "
        "endpoint, of this tenant and national cloud.",
        false},
    {700024, "The assertion is not valid at this time.", "Set this machine's clock.", false},
    {700025, "The application is a public client: it may send neither a secret nor an assertion.",
        "Use the credential of an application that is not public, or sign in a person with device_code.", false},
    {700027, "The assertion's signature is of no certificate that is registered with the application.",
        register_certificate, false},
    {700082, "The refresh token has expired: it was not used for too long.", sign_in_again, false},
    {700211, "No federated credential of the application matches the token's issuer.", check_federation, false},
    {700212, "No federated credential of the application matches the token's audience.", check_federation, false},
    {700213, "No federated credential of the application matches the token's subject.", check_federation, false},
    {900023, "The tenant's name is neither an id nor a domain.", check_tenant, false},
    {900144, "A field is missing in the request.", check_client_id, false},
    {900382, "The tenant is of another national cloud.", choose_cloud, false},
    {1002012, "The scope cannot be used with an application's own token.", check_scope, false},
    {7000112, "The application is disabled in this tenant.", "Enable it under Enterprise applications.", false},
    {7000215, "The client secret is wrong.", copy_secret, false},
    {7000216, "The request holds neither a client secret nor an assertion.", "Give the application one.", false},
    {7000218, "The application may not ask without a secret or an assertion.",
        "For a person's sign-in: App registrations > your app > Authentication > Allow public client flows.", false},
    {7000222, "The client secret or certificate has expired.", make_new_secret, false},
    {7000229, "The application has no service principal in this tenant.", check_client_id, false},
};

static_assert(std::is_sorted(std::begin(aadsts_meanings), std::end(aadsts_meanings),
    [](aadsts_meaning const& a, aadsts_meaning const& b) { return a.number < b.number; }));

ENTRALOG_DECL aadsts_meaning const* find_aadsts(long number) noexcept
{
    auto const* const found = std::lower_bound(std::begin(aadsts_meanings), std::end(aadsts_meanings), number,
        [](aadsts_meaning const& m, long n) { return m.number < n; });
    return found != std::end(aadsts_meanings) && found->number == number ? found : nullptr;
}

} // namespace entralog::detail
