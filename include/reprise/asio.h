// SPDX-License-Identifier: Apache-2.0
// A connection over a transport of Boost.Asio, for programs that have that library: each operation takes a completion
// token (a callback, use_future, use_awaitable, ...) and is composed of the transport's own.
//
//   reprise::AsioStream<tcp::socket> stream(std::move(socket), reprise::Connection::client(config));
//   co_await stream.async_handshake(use_awaitable);
//   co_await boost::asio::async_write(stream, boost::asio::buffer("hello"), use_awaitable);
//
// This header is not part of reprise.h.
#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/error_code.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "reprise/connection.h"

namespace reprise::v0 {

// Reasons as error codes of Boost. Of a stream that was closed by its peer the error is boost::asio::error::eof; of one
// that was cut short, Reason::unexpected_eof.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"  // Boost's base has none, and is never deleted through
class AsioErrorCategory final : public boost::system::error_category {
 public:
  const char* name() const noexcept override { return "reprise"; }
  std::string message(int value) const override { return std::string(name_of(Reason(value - 1))); }
  static boost::system::error_code code(Reason reason) {
    static const AsioErrorCategory category;
    return {int(reason) + 1, category};
  }
};
#pragma GCC diagnostic pop

// At most one operation that reads and one that writes at a time, the handshake before both; all on the executor of the
// transport, or a strand. Operations keep the stream's inside alive, not the stream.
template <typename Transport>
class AsioStream {
 public:
  using executor_type = typename Transport::executor_type;
  using next_layer_type = Transport;
  using lowest_layer_type = typename Transport::lowest_layer_type;

  AsioStream(Transport transport, Connection connection)
      : inside_(std::make_shared<Inside>(std::move(transport), std::move(connection))) {}

  executor_type get_executor() { return inside_->transport.get_executor(); }
  next_layer_type& next_layer() { return inside_->transport; }
  lowest_layer_type& lowest_layer() { return inside_->transport.lowest_layer(); }
  // What is known of the connection. While operations are under way it is looked at and not driven.
  Connection& connection() { return inside_->connection; }
  // The program can answer now what it had answered by "not yet" (answer.h): the operation that waits goes on.
  void answered() {
    ++inside_->num_answers;
    inside_->answered.cancel();
  }

  // void(boost::system::error_code)
  template <typename Token>
  auto async_handshake(Token&& token) {
    const auto step = [](Connection& connection) -> Result<Transfer> {
      const auto status = connection.handshake();
      if (!status.ok()) return status.error();
      return Transfer{status.value()};
    };
    return start<void(boost::system::error_code)>(step, std::forward<Token>(token));
  }

  // void(boost::system::error_code, std::size_t): reads what is there, at least a byte.
  template <typename Buffers, typename Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    const boost::asio::mutable_buffer first = first_of<boost::asio::mutable_buffer>(buffers);
    const auto step = [first](Connection& connection) -> Result<Transfer> {
      if (first.size() == 0) return Transfer{Status::done};
      return connection.read({static_cast<std::uint8_t*>(first.data()), first.size()});
    };
    return start<void(boost::system::error_code, std::size_t)>(step, std::forward<Token>(token));
  }

  // void(boost::system::error_code, std::size_t): complete when what was taken has been given to the transport.
  template <typename Buffers, typename Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    const boost::asio::const_buffer first = first_of<boost::asio::const_buffer>(buffers);
    const auto step = [first](Connection& connection) -> Result<Transfer> {
      return connection.write({static_cast<const std::uint8_t*>(first.data()), first.size()});
    };
    return start<void(boost::system::error_code, std::size_t)>(step, std::forward<Token>(token));
  }

  // void(boost::system::error_code): sends close_notify and does not wait for the peer's.
  template <typename Token>
  auto async_shutdown(Token&& token) {
    const auto step = [](Connection& connection) -> Result<Transfer> {
      connection.close();
      return Transfer{Status::done};
    };
    return start<void(boost::system::error_code)>(step, std::forward<Token>(token));
  }

 private:
  struct Inside {
    Inside(Transport on, Connection of)
        : transport(std::move(on)), connection(std::move(of)), sent(transport.get_executor()),
          answered(transport.get_executor()) {}
    Transport transport;
    Connection connection;
    std::vector<std::uint8_t> outgoing;               // being sent; what is added meanwhile waits in the connection
    bool sending = false;
    boost::asio::steady_timer sent;                   // cancelled when `sending` ends
    boost::asio::steady_timer answered;               // cancelled by answered()
    std::uint64_t num_answers = 0;
    std::array<std::uint8_t, 16 * 1024> incoming{};
    Bytes received;                                   // of `incoming`, not yet taken
  };

  template <typename Buffer, typename Buffers>
  static Buffer first_of(const Buffers& buffers) {
    for (auto at = boost::asio::buffer_sequence_begin(buffers); at != boost::asio::buffer_sequence_end(buffers); ++at) {
      if (Buffer(*at).size() != 0) return *at;
    }
    return {};
  }

  // Takes `step` until it is done: what it has to send is sent, what it needs is read.
  template <typename Step, bool kSized>
  class Operation {
   public:
    Operation(std::shared_ptr<Inside> inside, Step step) : inside_(std::move(inside)), step_(std::move(step)) {}

    template <typename Self>
    void operator()(Self& self, boost::system::error_code error = {}, std::size_t size = 0) {
      if (!resume(error, size)) return complete(self, error);
      for (;;) {
        if (!outcome_) {
          retries_ = false;
          num_answers_ = inside_->num_answers;
          outcome_ = step_(inside_->connection);
        }
        if (send(self)) return;
        if (!outcome_->ok()) return complete(self, AsioErrorCategory::code(outcome_->error().reason));
        switch (outcome_->value().status) {
          case Status::closed: return complete(self, boost::asio::error::eof);
          case Status::wants_answer:
            if (num_answers_ != inside_->num_answers) break;  // it came while we sent
            return wait_for_answer(self);
          case Status::wants_input:
            if (feed()) break;
            return receive(self);
          default:
            // A write that took nothing had too much unsent: now there is room.
            if (kSized && outcome_->value().size == 0 && retries_) break;
            return complete(self, {});
        }
        outcome_.reset();
      }
    }

   private:
    enum class Wait : std::uint8_t { nothing, turn, sent, received, answer, completion };

    // Takes in what was waited for. False when the operation is over.
    bool resume(boost::system::error_code error, std::size_t size) {
      begun_ = begun_ || wait_ != Wait::nothing;
      switch (std::exchange(wait_, Wait::nothing)) {
        case Wait::sent:
          inside_->sending = false;
          inside_->sent.cancel();
          return !error;
        case Wait::received:
          if (error && error != boost::asio::error::eof) return false;
          if (!error) {
            inside_->received = Bytes(inside_->incoming).first(size);
          } else if (const auto ended = inside_->connection.input_ended(); !ended.ok()) {
            outcome_ = ended.error();
            return true;
          }
          outcome_.reset();
          return true;
        case Wait::answer: outcome_.reset(); return true;
        case Wait::completion: return false;
        default: return true;
      }
    }
    template <typename Self>
    bool send(Self& self) {
      auto& in = *inside_;
      if (in.connection.output().empty()) return false;
      retries_ = true;
      if (in.sending) {
        wait_ = Wait::turn;
        in.sent.expires_at(boost::asio::steady_timer::time_point::max());
        in.sent.async_wait(std::move(self));
        return true;
      }
      const auto output = in.connection.output();
      in.outgoing.assign(output.begin(), output.end());
      in.connection.output_sent(output.size());
      in.sending = true;
      wait_ = Wait::sent;
      boost::asio::async_write(in.transport, boost::asio::buffer(in.outgoing), std::move(self));
      return true;
    }
    // Gives the connection what has come. False when nothing is left.
    bool feed() {
      auto& in = *inside_;
      if (in.received.empty()) return false;
      in.received = in.received.subspan(in.connection.input(in.received));
      return true;
    }
    template <typename Self>
    void receive(Self& self) {
      wait_ = Wait::received;
      inside_->transport.async_read_some(boost::asio::buffer(inside_->incoming), std::move(self));
    }
    template <typename Self>
    void wait_for_answer(Self& self) {
      wait_ = Wait::answer;
      inside_->answered.expires_at(boost::asio::steady_timer::time_point::max());
      inside_->answered.async_wait(std::move(self));
    }
    // Never from within the call that began the operation.
    template <typename Self>
    void complete(Self& self, boost::system::error_code error) {
      if (!begun_) {
        wait_ = Wait::completion;
        error_ = error;
        boost::asio::post(inside_->transport.get_executor(), std::move(self));
        return;
      }
      if (error_) error = error_;
      const std::size_t size = !error && outcome_ && outcome_->ok() ? outcome_->value().size : 0;
      if constexpr (kSized) {
        self.complete(error, size);
      } else {
        self.complete(error);
      }
    }

    std::shared_ptr<Inside> inside_;
    Step step_;
    std::optional<Result<Transfer>> outcome_;
    Wait wait_ = Wait::nothing;
    bool retries_ = false;  // something was sent since the step was taken
    bool begun_ = false;
    std::uint64_t num_answers_ = 0;  // when the step was taken
    boost::system::error_code error_;
  };

  template <typename Signature, typename Step, typename Token>
  auto start(Step step, Token&& token) {
    constexpr bool kSized = std::is_same_v<Signature, void(boost::system::error_code, std::size_t)>;
    return boost::asio::async_compose<Token, Signature>(Operation<Step, kSized>(inside_, std::move(step)), token,
                                                        inside_->transport);
  }

  std::shared_ptr<Inside> inside_;
};

}  // namespace reprise::v0
