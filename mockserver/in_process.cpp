#include <mockserver/in_process.hpp>

#include <mockserver/certificate.hpp>
#include <mockserver/faults/injector.hpp>
#include <mockserver/server.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>

#include <chrono>
#include <future>
#include <thread>
#include <type_traits>

namespace graph_mock
{
namespace
{

namespace asio = boost::asio;

service_options to_service_options(in_process_options const& options)
{
    auto result = options.rooms;
    boost::system::error_code ec; // the listener tells what is wrong with it
    result.exposed = result.exposed || !asio::ip::make_address(options.address, ec).is_loopback();
    return result;
}

server_options to_server_options(in_process_options const& options, std::shared_ptr<rule_book> const& faults)
{
    server_options result;
    result.wrong_certificate = [faults] { return faults->decide_connection().has_value(); };
    result.address = options.address;
    result.limits = options.limits;
    result.journal_entries = options.journal_entries;
    result.log = options.rooms.log;
    if (options.tls)
        result.tls = make_identity(names_for(options.address), std::chrono::system_clock::now());
    return result;
}

server_options to_imds_options(in_process_options const& options)
{
    server_options result;
    result.limits = options.limits;
    result.journal_entries = options.journal_entries;
    result.log = options.rooms.log;
    return result;
}

} // namespace

class in_process::runner
{
public:
    explicit runner(in_process_options const& options)
        : rooms_(std::make_shared<service>(to_service_options(options)))
        , rules_(std::make_shared<rule_book>(options.faults, options.faults_seed))
        , faults_(
              rules_, [rooms = rooms_] { return rooms->clock().now(); }, options.rooms.log)
        , server_(io_.get_executor(), to_server_options(options, rules_),
              [this, first = options.first](request const& r) { return answer(first, r); })
        , url_(server_.base_url())
        , ca_pem_(server_.ca_pem())
        , port_(server_.port())
    {
        if (options.imds)
        {
            imds_.emplace(io_.get_executor(), to_imds_options(options),
                [this, first = options.first](request const& r) { return answer_metadata(first, r); });
            imds_url_ = imds_->base_url();
            imds_->start();
        }
        server_.start();
        thread_ = std::thread([this] { io_.run(); });
    }

    ~runner() { stop(); }

    void stop()
    {
        if (!thread_.joinable())
            return;
        asio::post(io_,
            [this]
            {
                server_.stop();
                if (imds_)
                    imds_->stop();
            });
        thread_.join();
    }

    /// Runs `question` where the server runs, or here once that thread has ended.
    template <typename Question>
    auto ask(Question question)
    {
        if (!thread_.joinable())
            return question(server_);
        std::packaged_task<std::invoke_result_t<Question, server&>()> task([&] { return question(server_); });
        auto answer = task.get_future();
        asio::post(io_, [&task] { task(); });
        return answer.get();
    }

    std::string const& url() const { return url_; }
    std::string const& imds_url() const { return imds_url_; }
    std::string const& ca_pem() const { return ca_pem_; }
    std::uint16_t port() const { return port_; }
    service& rooms() { return *rooms_; }
    rule_book& rules() { return *rules_; }

private:
    response answer(std::function<std::optional<response>(request const&)> const& first, request const& r)
    {
        if (first)
            if (auto special = first(r))
                return std::move(*special);
        return faults_.answer(r, [this](request const& q) { return rooms_->handle(q); });
    }

    response answer_metadata(std::function<std::optional<response>(request const&)> const& first, request const& r)
    {
        if (first)
            if (auto special = first(r))
                return std::move(*special);
        return faults_.answer(r, [this](request const& q) { return rooms_->handle_metadata(q); });
    }

    asio::io_context io_{1};
    std::shared_ptr<service> rooms_;
    std::shared_ptr<rule_book> rules_;
    fault_injector faults_;
    server server_;
    std::optional<server> imds_;
    std::string url_;
    std::string imds_url_;
    std::string ca_pem_;
    std::uint16_t port_;
    std::thread thread_;
};

in_process::in_process(in_process_options options)
    : runner_(std::make_unique<runner>(options))
{
}

in_process::~in_process() = default;

std::string const& in_process::graph() const noexcept
{
    return runner_->url();
}

std::string const& in_process::authority() const noexcept
{
    return runner_->url();
}

std::uint16_t in_process::port() const noexcept
{
    return runner_->port();
}

std::string const& in_process::imds() const noexcept
{
    return runner_->imds_url();
}

std::string const& in_process::ca_pem() const noexcept
{
    return runner_->ca_pem();
}

service& in_process::rooms() noexcept
{
    return runner_->rooms();
}

rule_book& in_process::faults() noexcept
{
    return runner_->rules();
}

std::vector<exchange> in_process::exchanges() const
{
    return runner_->ask(
        [](server& s)
        {
            auto const& entries = s.exchanges().entries();
            return std::vector<exchange>(entries.begin(), entries.end());
        });
}

void in_process::forget_exchanges()
{
    runner_->ask(
        [](server& s)
        {
            s.exchanges().clear();
            return true;
        });
}

std::size_t in_process::connections() const
{
    return runner_->ask([](server& s) { return s.connections(); });
}

void in_process::stop()
{
    runner_->stop();
}

} // namespace graph_mock
