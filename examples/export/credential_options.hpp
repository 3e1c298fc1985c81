#pragma once

#include <entralog/credential.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace entralog_export
{

/// The command line's words about who asks. A secret is never among them: only the name of the environment variable
/// that holds it, since a command line can be read by everybody on the machine and stays in the shell's history.
struct credential_words
{
    credential_words() = default;

    std::string tenant;
    std::string client_id;
    std::string secret_variable;
    std::string token_variable;
    std::string certificate_file;
    std::string certificate_password_variable;
    std::optional<std::string> managed_identity; ///< an id, or empty for the system-assigned one
    bool workload_identity = false;
    bool device_code = false;
    bool own_authority = false; ///< the command line says where tokens come from
};

/// How to tell a person something while the program runs.
using announcer = std::function<void(std::string const& text)>;

/// Throws usage_error when something is missing, and says what. What is not given comes from AZURE_TENANT_ID,
/// AZURE_CLIENT_ID, AZURE_CLIENT_SECRET and AZURE_FEDERATED_TOKEN_FILE, as Microsoft's own tools have it. `announce` is
/// called, when the time comes, with what a person must do to sign in.
std::shared_ptr<entralog::credential> make_credential(credential_words w, std::shared_ptr<announcer> announce);

} // namespace entralog_export
