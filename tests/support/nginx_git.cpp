#include "support/nginx_git.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "base/text.hpp"

namespace proffer::support {
namespace {

namespace fs = std::filesystem;

constexpr const char* k_configuration = R"(
daemon off;
master_process off;
pid @scratch@/nginx.pid;
error_log @scratch@/error.log;
events {}
http {
  log_format short '$status $request_uri';
  access_log @scratch@/access.log short;
  client_body_temp_path @scratch@/body;
  fastcgi_temp_path @scratch@/fastcgi;
  proxy_temp_path @scratch@/proxy;
  uwsgi_temp_path @scratch@/uwsgi;
  scgi_temp_path @scratch@/scgi;
  map $http_authorization $is_bearer { default 0; "Bearer @token@" 1; }
  fastcgi_param SCRIPT_FILENAME @backend@;
  fastcgi_param GIT_PROJECT_ROOT @repositories@;
  fastcgi_param GIT_HTTP_EXPORT_ALL 1;
  fastcgi_param REMOTE_USER someone;
  fastcgi_param QUERY_STRING $query_string;
  fastcgi_param REQUEST_METHOD $request_method;
  fastcgi_param CONTENT_TYPE $content_type;
  fastcgi_param CONTENT_LENGTH $content_length;
  fastcgi_param HTTP_CONTENT_ENCODING $http_content_encoding;
  fastcgi_param HTTP_GIT_PROTOCOL $http_git_protocol;
  fastcgi_param PATH_INFO $inner;
  server {
    listen 127.0.0.1:@port@ reuseport;
    location ~ ^/(?:basic)(?<inner>/.*)$ {
      auth_basic git;
      auth_basic_user_file @scratch@/users;
      client_max_body_size 0;
      fastcgi_pass unix:@scratch@/fcgi.sock;
    }
    location ~ ^/(?:small)(?<inner>/.*)$ {
      auth_basic git;
      auth_basic_user_file @scratch@/users;
      client_max_body_size 64;
      fastcgi_pass unix:@scratch@/fcgi.sock;
    }
    location ~ ^/(?:bearer)(?<inner>/.*)$ {
      if ($is_bearer = 0) { return 401; }
      client_max_body_size 0;
      fastcgi_pass unix:@scratch@/fcgi.sock;
    }
  }
}
)";

/// nginx takes no port 0. A socket of ours holds a free one, on which nobody listens, and nginx shares it.
int reserve_port(std::uint16_t& port) {
    const int holder = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    if (holder < 0 || ::setsockopt(holder, SOL_SOCKET, SO_REUSEPORT, &yes, sizeof(yes)) != 0 ||
        ::bind(holder, reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
        ::getsockname(holder, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error("cannot bind 127.0.0.1");
    port = ntohs(address.sin_port);
    return holder;
}

/// Ends with this process, whatever happens to it. Only calls that are safe behind fork in a program with threads.
pid_t start(const std::vector<std::string>& arguments, const std::vector<std::string>& environment, const std::string& log) {
    std::vector<char*> argument_pointers, environment_pointers;
    for (const std::string& argument : arguments) argument_pointers.push_back(const_cast<char*>(argument.c_str()));
    for (const std::string& variable : environment) environment_pointers.push_back(const_cast<char*>(variable.c_str()));
    argument_pointers.push_back(nullptr);
    environment_pointers.push_back(nullptr);
    const pid_t child = ::fork();
    if (child < 0) throw std::runtime_error("cannot fork");
    if (child > 0) return child;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (file >= 0) {
        ::dup2(file, STDOUT_FILENO);
        ::dup2(file, STDERR_FILENO);
    }
    ::execve(argument_pointers.front(), argument_pointers.data(), environment_pointers.data());
    ::_exit(127);
}

std::string program(const std::string& name) {
    for (const char* place : {"/usr/sbin/", "/usr/bin/", "/usr/local/sbin/"})
        if (fs::exists(place + name)) return place + name;
    throw std::runtime_error(name + " is not installed; scripts/setup --test does it");
}

std::string git_backend() {
    for (const char* place : {"/usr/lib/git-core/", "/usr/libexec/git-core/"})
        if (fs::exists(std::string(place) + "git-http-backend")) return std::string(place) + "git-http-backend";
    throw std::runtime_error("git http-backend is not installed");
}

std::string configuration(const fs::path& repositories, const fs::path& scratch, std::uint16_t port, const NginxLogin& login) {
    std::string text = k_configuration;
    text = base::replace_all(text, "@repositories@", repositories.string());
    text = base::replace_all(text, "@scratch@", scratch.string());
    text = base::replace_all(text, "@backend@", git_backend());
    text = base::replace_all(text, "@token@", login.token);
    return base::replace_all(text, "@port@", std::to_string(port));
}

void wait_for(const fs::path& file) {
    for (int i = 0; i < 500 && !fs::exists(file); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    if (!fs::exists(file)) throw std::runtime_error(file.string() + " did not come");
}

}  // namespace

NginxGit::NginxGit(const fs::path& repositories, const fs::path& scratch, const os::Environment& environment, const NginxLogin& login)
    : scratch_(scratch) {
    fs::create_directories(scratch_);
    holder_ = reserve_port(port_);
    std::ofstream(scratch_ / "users") << login.user << ":{PLAIN}" << login.token << "\n";
    std::ofstream(scratch_ / "nginx.conf") << configuration(repositories, scratch_, port_, login);
    std::vector<std::string> variables;
    for (const auto& [name, value] : environment.variables()) variables.push_back(name + "=" + value);
    const std::string log = (scratch_ / "log").string();
    children_.push_back(start({program("fcgiwrap"), "-s", "unix:" + (scratch_ / "fcgi.sock").string()}, variables, log));
    children_.push_back(start(
        {program("nginx"), "-p", scratch_.string(), "-c", (scratch_ / "nginx.conf").string(), "-e", (scratch_ / "error.log").string()},
        variables, log));
    wait_for(scratch_ / "fcgi.sock");
    wait_for(scratch_ / "nginx.pid");
}

NginxGit::~NginxGit() {
    for (const pid_t child : children_) {
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
    }
    ::close(holder_);
}

std::string NginxGit::url(const std::string& place, const std::string& repository) const {
    return "http://127.0.0.1:" + std::to_string(port_) + "/" + place + "/" + repository;
}

std::string NginxGit::access_log() const {
    std::ostringstream text;
    text << std::ifstream(scratch_ / "access.log").rdbuf();
    return text.str();
}

}  // namespace proffer::support
