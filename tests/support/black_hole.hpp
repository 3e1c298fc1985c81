#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <vector>

namespace entralog::testing
{

/// A port of 127.0.0.1 whose backlog is full: the kernel drops what else wants to connect, as many a firewall does.
class black_hole
{
public:
    black_hole()
    {
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof at;
        auto* const address = reinterpret_cast<sockaddr*>(&at);
        auto const listener = add();
        ::bind(listener, address, size);
        ::listen(listener, 0);
        ::getsockname(listener, address, &size);
        port_ = ntohs(at.sin_port);
        for (int i = 0; i < 4; ++i)
            ::connect(add(), address, size);
    }

    ~black_hole()
    {
        for (auto const s : sockets_)
            ::close(s);
    }
    black_hole(black_hole const&) = delete;

    std::uint16_t port() const { return port_; }

private:
    int add() { return sockets_.emplace_back(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)); }

    std::vector<int> sockets_;
    std::uint16_t port_ = 0;
};

} // namespace entralog::testing
