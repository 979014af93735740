// The connections that are open.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <list>
#include <mutex>

namespace code_runner::http {

// Knows what each connection is at, and can end those that wait for nothing. Thread-safe.
class ConnectionTable {
 public:
  enum class State { kIdle, kReceiving, kAnswering };

  // A connection's place in the table, for the thread that serves it. Must end before the socket is closed.
  class Entry {
   public:
    // `socket` is a file descriptor. The state is kIdle.
    Entry(ConnectionTable& table, int socket);
    ~Entry();
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;

    void Set(State state);

   private:
    friend class ConnectionTable;

    ConnectionTable& table_;
    const int socket_;
    State state_ = State::kIdle;
    std::list<Entry*>::iterator position_;
  };

  // Ends the input of the connection that is idle for longest, which makes its thread close it. False: none is idle.
  bool EvictIdle();

  // From now on every connection ends after what it is at, idle ones at once.
  void Drain();
  bool Draining() const;
  // Waits until no connection is at an answer; false if `deadline` comes first.
  bool AwaitAnswers(std::chrono::steady_clock::time_point deadline);
  // Breaks all connections, also those that come later.
  void Break();

  std::size_t Size() const;

 private:
  void EndInput(Entry& entry);

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::list<Entry*> idle_;  // longest first; an evicted one is moved away
  std::list<Entry*> busy_;
  std::size_t answering_ = 0;
  bool draining_ = false;
  bool broken_ = false;
};

}  // namespace code_runner::http
